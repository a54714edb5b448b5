import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { collections } from '../../../functions/common/domain/store/documents.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { generatePosts } from '../../support/posts/generated-posts.ts';
import { beforeTests, sharedEmulators } from '../../support/shared.ts';
import { runCli, startCli } from '../../support/submit/run-cli.ts';
import { type SubmitProcess, startSubmit } from '../../support/submit/submit-process.ts';
import { actualCounts, expectedCounts, type PublicationCounts, uniqueIds } from '../../support/truth.ts';

const emulators = sharedEmulators();
let submit: SubmitProcess;

beforeTests(async (parts) => {
  submit = parts.use(await startSubmit(emulators.env));
  for (const stage of ['extract', 'save']) {
    const child = startStage(stage);
    parts.defer(async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    });
  }
});

function startStage(name: string): ChildProcess {
  return spawn(process.execPath, ['functions/cli.ts', name], {
    env: { PATH: process.env.PATH, ...emulators.env, PORT: '0', POOL_SIZE: '1', LOG_LEVEL: 'error' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

test('after kill -9 in the middle and --resume, every post of the file is in Firestore exactly once', async () => {
  await using folder = await temporaryFolder();
  const posts = generatePosts({ seed: 33, count: 160, publications: 5 });
  const file = folder.file('posts.jsonl');
  await writeFile(file, posts.map((post) => JSON.stringify(post)).join('\n'));

  const args = ['--url', submit.url, '--batch', '5', '--rate', '100', '--json', file];
  const first = startCli(args);
  const state = `${file}.submit-state.json`;
  const isUnderWay = async (): Promise<boolean> => {
    const text = await readFile(state, 'utf8').catch(() => '{}');
    return JSON.parse(text).accepted > 0;
  };
  while (!(await isUnderWay())) await new Promise((resolve) => setTimeout(resolve, 20));
  first.process.kill('SIGKILL');
  await first.result;

  const second = await runCli(['--resume', ...args]);
  expect(second.code, second.stderr).toBe(0);
  expect(JSON.parse(second.stdout)).toMatchObject({ acceptedInAll: posts.length, finished: true });
  expect(JSON.parse(second.stdout).accepted).toBeLessThan(posts.length);

  const { firestore } = emulators;
  const countSaved = async (): Promise<number> =>
    (await firestore.collection(collections.posts).count().get()).data().count;
  await expect.poll(countSaved, { timeout: 50_000 }).toBe(uniqueIds(posts).size);
  const articlesOf = (counts: PublicationCounts) =>
    Object.fromEntries(Object.entries(counts).map(([id, { articles }]) => [id, articles]));
  expect(articlesOf(await actualCounts(firestore))).toEqual(articlesOf(expectedCounts(posts)));
});
