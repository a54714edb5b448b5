import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { acceptAll, type FakeFunction, startFakeFunction } from '../../support/fakes/fake-function.ts';
import { folderForEachTest } from '../../support/shared.ts';
import { runCli, startCli } from '../../support/submit/run-cli.ts';

const folder = folderForEachTest();

const POSTS = 400;
/** Slow enough to be interrupted in the middle. */
const slowly = ['--batch', '10', '--concurrency', '3', '--rate', '300', '--json'];

const content = (n: number): string => `text ${n}, "quoted"\nand more`;
const csv = (count: number, from = 0): string =>
  [
    'id,content,publication',
    ...Array.from({ length: count }, (_, n) => `${from + n},"${content(from + n).replaceAll('"', '""')}",P`),
    '',
  ].join('\n');

const contentsOf = (fake: FakeFunction): string[] =>
  fake.requests.flatMap(({ lines }) => lines.map((line) => JSON.parse(line).content));
const everything = Array.from({ length: POSTS }, (_, n) => content(n)).sort();

async function stopInTheMiddle(fake: FakeFunction, args: readonly string[], signal: NodeJS.Signals) {
  const enough = fake.requests.length + 12;
  const running = startCli(['--url', fake.url, ...slowly, ...args]);
  while (fake.requests.length < enough && running.process.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 10));
  running.process.kill(signal);
  return running.result;
}

test('Ctrl-C completes the requests in flight and prints how to resume; --resume sends the rest, and nothing twice', async () => {
  await writeFile(folder.file('a.csv'), csv(POSTS));
  await using fake = await startFakeFunction(acceptAll);
  const first = await stopInTheMiddle(fake, [folder.file('a.csv')], 'SIGINT');
  expect(first.code).toBe(130);
  const before = JSON.parse(first.stdout);
  expect(before).toMatchObject({ finished: false, rejected: 0 });
  expect(before.accepted).toBe(contentsOf(fake).length);
  expect(first.stderr).toMatch(
    /To continue where this run ended:\s+npm run submit -- --resume --url .*a\.csv/,
  );

  const second = await runCli(['--url', fake.url, '--resume', '--json', folder.file('a.csv')]);
  expect(second.code).toBe(0);
  expect(JSON.parse(second.stdout)).toMatchObject({
    accepted: POSTS - before.accepted,
    acceptedInAll: POSTS,
    finished: true,
  });
  expect(contentsOf(fake).sort()).toEqual(everything);
  await expect(readFile(folder.file('a.csv.submit-state.json'))).rejects.toThrow('ENOENT');
});

test.each(['a.csv', 'a.csv.gz'])(
  'after kill -9, --resume of %s continues from the last confirmed position',
  async (name) => {
    await writeFile(folder.file(name), name.endsWith('.gz') ? gzipSync(csv(POSTS)) : csv(POSTS));
    await using fake = await startFakeFunction(acceptAll);
    await stopInTheMiddle(fake, [folder.file(name)], 'SIGKILL');
    const before = contentsOf(fake).length;
    const second = await runCli(['--url', fake.url, '--resume', '--json', folder.file(name)]);
    expect(second.code, second.stderr).toBe(0);
    const { accepted, acceptedInAll } = JSON.parse(second.stdout);
    expect(acceptedInAll).toBe(POSTS);
    expect(accepted).toBeLessThan(POSTS);
    // Every post was sent. Only posts that were sent and not yet confirmed were sent again.
    expect([...new Set(contentsOf(fake))].sort()).toEqual(everything);
    expect(contentsOf(fake).length).toBe(before + accepted);
  },
);

test('over several runs the file of rejects lists each unusable row once, with its right place', async () => {
  const rows = csv(POSTS)
    .replace(/^(\d*5),/gm, '$1,extra,')
    .replace(/^(\d*7),"[^"]*""quoted""\n[^"]*"/gm, '$1,');
  await writeFile(folder.file('a.csv'), rows);
  await using fake = await startFakeFunction(acceptAll);
  const args = [folder.file('a.csv'), '--rejects', folder.file('r.jsonl')];
  await stopInTheMiddle(fake, args, 'SIGKILL');
  await stopInTheMiddle(fake, [...args, '--resume'], 'SIGKILL');
  const last = await runCli(['--url', fake.url, '--resume', '--json', ...args]);
  expect(last.code).toBe(65);
  const summary = JSON.parse(last.stdout);
  expect(summary.acceptedInAll + summary.rejectedInAll).toBe(POSTS);
  const rejects = (await readFile(folder.file('r.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rejects).toHaveLength(summary.rejectedInAll);
  const lines = rows.split('\n');
  for (const { place, fields } of rejects)
    expect(lines[Number(place.split(':').at(-1)) - 1]).toMatch(new RegExp(`^${fields.id},`));
});

test('of several inputs, a completed one is not sent again', async () => {
  const [a, b] = [folder.file('a.csv'), folder.file('b.csv')];
  await writeFile(a, csv(50));
  await writeFile(b, csv(POSTS - 50, 50));
  await using fake = await startFakeFunction(acceptAll);
  expect((await stopInTheMiddle(fake, [a, b], 'SIGINT')).code).toBe(130);
  expect((await runCli(['--url', fake.url, '--resume', a, b])).code).toBe(0);
  expect(contentsOf(fake).sort()).toEqual(everything);
});

test('a folder is resumed after the last confirmed file', async () => {
  for (const name of ['one', 'one two', 'two']) {
    await mkdir(folder.file(name));
    for (let n = 0; n < 100; n++) await writeFile(folder.file(`${name}/${n}.txt`), `${name} ${n}`);
  }
  await using fake = await startFakeFunction(acceptAll);
  expect((await stopInTheMiddle(fake, [folder.path], 'SIGINT')).code).toBe(130);
  expect((await runCli(['--url', fake.url, '--resume', folder.path])).code).toBe(0);
  expect(new Set(contentsOf(fake)).size).toBe(300);
  expect(contentsOf(fake)).toHaveLength(300);
});

test('rows added at the end of a file are sent; a different file under the same name is refused', async () => {
  await writeFile(folder.file('a.csv'), csv(POSTS));
  await using fake = await startFakeFunction(acceptAll);
  await stopInTheMiddle(fake, [folder.file('a.csv')], 'SIGINT');
  await appendFile(folder.file('a.csv'), '400,added,P\n');
  expect(
    (await runCli(['--url', fake.url, ...slowly, '--resume', '--limit', '20', folder.file('a.csv')])).code,
  ).toBe(0);
  expect((await runCli(['--url', fake.url, '--resume', folder.file('a.csv')])).code).toBe(0);
  expect(contentsOf(fake).sort()).toEqual(['added', ...everything].sort());

  await writeFile(folder.file('a.csv'), csv(POSTS));
  await stopInTheMiddle(fake, [folder.file('a.csv')], 'SIGINT');
  await writeFile(folder.file('a.csv'), `\n${csv(POSTS)}`);
  const refused = await runCli(['--url', fake.url, '--resume', folder.file('a.csv')]);
  expect(refused.code).toBe(65);
  expect(refused.stderr).toMatch(/a\.csv was changed or replaced since .*submit-state\.json was saved/);
});
