import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { acceptAll, startFakeFunction } from '../../support/fakes/fake-function.ts';
import { folderForEachTest } from '../../support/shared.ts';
import { runCli } from '../../support/submit/run-cli.ts';

const folder = folderForEachTest();

/** The shell's limit on file size acts like a full disk: a write succeeds in part, the next one fails. */
const KILOBYTES = 4;
const ROWS = 900;
/**
 * One row in thirty is unusable. Batches without rejects have nothing to write, and must not be confirmed
 * before one whose write fails.
 */
const EVERY = 30;

const input = (): string =>
  [
    'id,content,publication',
    ...Array.from(
      { length: ROWS },
      (_, n) => `${n},${`text ${n} `.repeat(30)},${n % EVERY === 0 ? '' : 'P'}`,
    ),
    '',
  ].join('\n');

test('when the file of rejects cannot grow the run stops and says so, and --resume loses no reject', async () => {
  await writeFile(folder.file('a.csv'), input());
  await using fake = await startFakeFunction(acceptAll);
  const args = [
    '--url',
    fake.url,
    '--batch',
    '10',
    '--concurrency',
    '3',
    '--rejects',
    folder.file('bad.jsonl'),
  ];
  const first = await runCli([...args, folder.file('a.csv')], { maxFileKilobytes: KILOBYTES });
  expect(first.code, first.stderr).toBe(69);
  expect(first.stderr).toMatch(
    /Cannot write rejected rows to .*bad\.jsonl: the file would become too large.*Fix that/,
  );
  expect(first.stderr).toMatch(/To continue where this run ended:\s+npm run submit -- --resume/);

  const second = await runCli([...args, '--resume', folder.file('a.csv')]);
  expect(second.code, second.stderr).toBe(65);
  const rejected = (await readFile(folder.file('bad.jsonl'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).fields.id);
  expect(rejected).toEqual(Array.from({ length: ROWS / EVERY }, (_, n) => String(EVERY * n)));
  const sent = new Set(fake.requests.flatMap(({ lines }) => lines.map((line) => JSON.parse(line).content)));
  expect(sent.size).toBe(ROWS - ROWS / EVERY);
});

test('when the state cannot be written the run says so, and still sends everything', async () => {
  await writeFile(folder.file('a.csv'), 'content,publication\ntext,P\n');
  await using fake = await startFakeFunction(acceptAll);
  const { code, stderr } = await runCli(['--url', fake.url, folder.file('a.csv')], { maxFileKilobytes: 0 });
  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(
    /Cannot save the position of this run in .*a\.csv\.submit-state\.json: the file would become too large/,
  );
});
