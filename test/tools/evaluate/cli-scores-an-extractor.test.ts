import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { type Folder, temporaryFolder } from '../../support/folder.ts';
import { startNode } from '../../support/processes/child.ts';
import { beforeTests } from '../../support/shared.ts';

const content = 'Angela Merkel flew to Paris.';
const article = JSON.stringify({
  content,
  entities: [{ type: 'place', text: 'Paris', start: content.indexOf('Paris'), end: content.length - 1 }],
});
let folder: Folder;

beforeTests(async (parts) => {
  folder = parts.use(await temporaryFolder());
  await writeFile(folder.file('two.jsonl'), `${article}\n${article}\n`);
  await writeFile(folder.file('posts.jsonl'), '{"publication":"A","content":"B"}\n');
  await writeFile(folder.file('empty.jsonl'), '\n');
});

const evaluate = (args: readonly string[], stdin = '') =>
  startNode(['tools/evaluate/cli.ts', '--json', ...args], { PATH: process.env.PATH }, { stdin });

test('input by argument, by --data and on standard input give the same scores; --limit bounds the articles', async () => {
  const two = folder.file('two.jsonl');
  const ways = [[two], ['--data', two], ['-'], ['--limit', '2', two, '-']];
  const outcomes = await Promise.all(
    ways.map(async (args) => {
      await using child = evaluate(['--extractor', 'compromise', ...args], `${article}\n${article}\n`);
      expect(await child.ended, child.stderr()).toBe(0);
      return JSON.parse(child.stdout());
    }),
  );
  expect(outcomes[0]).toMatchObject({ extractor: 'compromise', articles: 2 });
  for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
});

test('an invalid record and an input without articles end with 65, a missing file and no file with 2', async () => {
  const ends = async (...args: readonly string[]): Promise<unknown> => {
    await using child = evaluate(args);
    return await child.ended;
  };
  expect(await ends(folder.file('posts.jsonl'))).toBe(65);
  expect(await ends(folder.file('empty.jsonl'))).toBe(65);
  expect(await ends(folder.file('missing.jsonl'))).toBe(2);
  expect(await ends()).toBe(2);
});
