import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { acceptAll, type FakeFunction, startFakeFunction } from '../../support/fakes/fake-function.ts';
import { beforeTests, folderForEachTest } from '../../support/shared.ts';
import { type CliResult, runCli } from '../../support/submit/run-cli.ts';

const folder = folderForEachTest();
let fake: FakeFunction;

beforeTests(async (parts) => {
  fake = parts.use(await startFakeFunction(acceptAll));
});

async function run(name: string, content: string | Buffer, ...args: readonly string[]): Promise<CliResult> {
  await writeFile(folder.file(name), content);
  return runCli(['--url', fake.url, folder.file(name), ...args]);
}

const table = (...rows: readonly string[]): string => ['content,publication', ...rows, ''].join('\n');
const latin1 = Buffer.from(table('plain,P', 'Citro\xebn,P'), 'latin1');

test.each([
  ['Latin-1', 'a.csv', latin1, /a\.csv:3 is not UTF-8 \(byte 0xeb after "Citro"\).*--encoding windows-1252/],
  ['an empty table', 'a.csv', '', /holds no posts: it is empty/],
  [
    'a table without content',
    'a.csv',
    'title,publication\nx,P\n',
    /no column for the content \(looked for content, .*full_text.*title, publication.*--content-field/,
  ],
  ['an unknown extension', 'a.dat', 'x', /The format of .* is unknown.*--format/],
  ['broken gzip', 'a.csv.gz', Buffer.from('1f8b0800deadbeef', 'hex'), /is damaged or cut off/],
])(
  '%s: nothing is sent, the message says what to do, the exit code is 65, or 2 where the format has to be named',
  async (_what, name, content, message) => {
    const before = fake.requests.length;
    const result = await run(name, content);
    expect(result.stderr).toMatch(message);
    expect(result.stdout).toBe('Nothing was submitted: no post could be read.\n');
    expect(result.code).toBe(message.source.includes('--format') ? 2 : 65);
    expect(fake.requests).toHaveLength(before);
  },
);

test.each([
  ['a missing file', ['missing.csv'], /Cannot read .*missing\.csv: .*no such file.*\.$/m],
  [
    'the value of an option that npm kept',
    ['local'],
    /Cannot read .*local: .*no such file.*`--` before the options/,
  ],
  ['an unknown column', ['ok.csv', '--id-column', 'key'], /no column for the id .*key.*Its columns are/],
  ['a resumed standard input', ['-', '--format', 'csv', '--resume'], /cannot be resumed/],
  ['no file', [], /missing required argument 'file'/],
  ['a batch too large', ['ok.csv', '--batch', '1001'], /whole number from 1 to 1000/],
  ['an unknown option', ['ok.csv', '--bach', '10'], /unknown option '--bach'.*--batch/s],
  ['an invalid URL', ['ok.csv', '--url', 'localhost:1'], /http or https address/],
])('%s: exit code 2', async (_what, args, message) => {
  await writeFile(folder.file('ok.csv'), table('c,P'));
  const result = await runCli(args.map((arg) => (/\.csv$/.test(arg) ? folder.file(arg) : arg)));
  expect(result.stderr).toMatch(message);
  expect(result.code).toBe(2);
});

test('an empty standard input holds no posts: exit code 65', async () => {
  const result = await runCli(['-']);
  expect(result.stderr).toMatch(/standard input holds no posts/);
  expect(result.code).toBe(65);
});

test('unusable rows are counted, reported with their line, and written to the rejects with the reason', async () => {
  const content = table('good,P', '"two\nlines",', 'a,b,c', '', `${'x'.repeat(1_000_001)},P`, 'last,P');
  const result = await run('a.csv', content, '--rejects', folder.file('r.jsonl'), '--json');
  expect(result.code).toBe(65);
  expect(JSON.parse(result.stdout)).toMatchObject({ accepted: 2, rejected: 3, finished: true });
  const rejects = (await readFile(folder.file('r.jsonl'), 'utf8')).trim().split('\n');
  expect(rejects.map((line) => JSON.parse(line))).toMatchObject([
    {
      place: expect.stringMatching(/a\.csv:3$/),
      errors: [{ path: 'publication' }],
      fields: { content: 'two\nlines' },
    },
    {
      place: expect.stringMatching(/a\.csv:5$/),
      errors: [{ message: 'has 3 fields where the header has 2' }],
    },
    {
      place: expect.stringMatching(/a\.csv:7$/),
      errors: [{ path: 'content', message: expect.stringContaining('1,000,000') }],
    },
  ]);
  expect(result.stderr).toMatch(/a\.csv:5: has 3 fields/);
});

test('an invalid line of JSON lines rejects only that line', async () => {
  const lines = [
    '{"content":"1","publication":"P"}',
    '{"content":',
    '[]',
    '{"publication":"P"}',
    '{"content":7,"publication":"P"}',
    '{"content":"6","publication":"P"}',
  ];
  const result = await run('a.jsonl', lines.join('\n'));
  expect(result.code).toBe(65);
  for (const said of [
    /:2: is not JSON/,
    /:3: is not a JSON object/,
    /:4: content is required/,
    /:5: content must be a string/,
  ])
    expect(result.stderr).toMatch(said);
});

test('bytes that are not UTF-8 far into a file reject only their row', async () => {
  const many = Array.from({ length: 1_200 }, (_, n) => `${n} ${'x'.repeat(1_000)},P`);
  const content = Buffer.concat([
    Buffer.from(table(...many)),
    Buffer.from('caf\xe9,P\n', 'latin1'),
    Buffer.from('end,P\n'),
  ]);
  const result = await run('a.csv', content, '--json');
  expect(result.code).toBe(65);
  expect(result.stderr).toMatch(/a\.csv:1202: content is not UTF-8/);
  expect(JSON.parse(result.stdout)).toMatchObject({ accepted: 1_201, rejected: 1 });
});

test.each([
  ['a table with only a header', 'a.csv', 'content,publication\n'],
  ['an empty file', 'a.jsonl', ''],
])('%s holds no post: exit code 65', async (_what, name, content) => {
  const result = await run(name, content);
  expect(result).toMatchObject({
    code: 65,
    stderr: expect.stringContaining('holds no posts: it '),
  });
});

test('a quote that is never closed ends the run with its place, after the rows before it', async () => {
  const result = await run('a.csv', table('1,P', '2,P', '"open,P', '4,P'), '--batch', '1');
  expect(result.code).toBe(65);
  expect(result.stderr).toMatch(/a\.csv:4: the rest of the table cannot be read/);
  expect(fake.requests.slice(-2).flatMap(({ lines }) => lines)).toHaveLength(2);
});

test('a dry run checks everything, sends nothing and leaves no state', async () => {
  const before = fake.requests.length;
  const result = await run('a.csv', table('1,P', ',P'), '--dry-run', '--json');
  expect(result.code).toBe(65);
  expect(JSON.parse(result.stdout)).toMatchObject({ accepted: 1, rejected: 1, dryRun: true });
  expect(fake.requests).toHaveLength(before);
  await expect(readFile(folder.file('a.csv.submit-state.json'))).rejects.toThrow('ENOENT');
});

test('a file of rejects that is an input is refused and stays unchanged', async () => {
  const content = table('a text,P');
  const result = await run('a.csv', content, '--rejects', folder.file('a.csv'));
  expect(result.code).toBe(2);
  expect(result.stderr).toContain('is also an input, and would be overwritten');
  expect(await readFile(folder.file('a.csv'), 'utf8')).toBe(content);
});
