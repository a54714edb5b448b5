import { mkdir, writeFile } from 'node:fs/promises';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { SubmittedPost } from '../../../functions/common/domain/post.ts';
import { beforeTests, folderForEachTest, sharedEmulators } from '../../support/shared.ts';
import { type CliResult, runCli } from '../../support/submit/run-cli.ts';
import { type SubmitProcess, startSubmit } from '../../support/submit/submit-process.ts';
import { readTopic, type TopicReader } from '../../support/submit/topic-reader.ts';

const emulators = sharedEmulators();
let submit: SubmitProcess;
let topic: TopicReader;
const folder = folderForEachTest();

beforeTests(async (parts) => {
  topic = parts.use(await readTopic(emulators.pubsub));
  submit = parts.use(await startSubmit(emulators.env));
});

const run = (args: readonly string[], stdin?: string | Buffer): Promise<CliResult> =>
  runCli(['--url', submit.url, '--json', ...args], stdin === undefined ? {} : { stdin });

/** The posts that reached the topic, without derived ids and times of acceptance. */
async function published(count: number): Promise<SubmittedPost[]> {
  const messages = await topic.take(count);
  return messages
    .map(({ post: { id: _, acceptedAt: __, ...rest } }) => rest)
    .sort((a, b) => (a.content < b.content ? -1 : 1));
}

const table = [
  '\ufeffdate,year,author,title,article,url,section,publication',
  '2016-12-09 18:31:00,2016,"Doe, J.",One,"1: She said ""Paris"", and\nleft.",http://a,News,Vox',
  '2017-01-02,2017,,Two,"2: comma, tab\there",,,The Hill',
  ',,,Three,3: no date,,,Vox',
  '',
];
const fromTable = [
  {
    publication: 'Vox',
    content: '1: She said "Paris", and\nleft.',
    publishedAt: '2016-12-09T18:31:00Z',
    url: 'http://a',
    title: 'One',
    author: 'Doe, J.',
  },
  {
    publication: 'The Hill',
    content: '2: comma, tab\there',
    publishedAt: '2017-01-02T00:00:00Z',
    title: 'Two',
  },
  { publication: 'Vox', content: '3: no date', title: 'Three' },
];

describe.each([
  ['line feeds', '\n'],
  ['CRLF', '\r\n'],
])('CSV in the form of All the News 2, with %s', (_name, end) => {
  const text = table.join(end);

  test.each([
    ['plain', 'news.csv', text],
    ['gzipped', 'news.csv.gz', gzipSync(text)],
    ['gzipped, though its name does not say so', 'news.csv', gzipSync(text)],
  ])('%s', async (_what, name, content) => {
    await writeFile(folder.file(name), content);
    const result = await run([folder.file(name)]);
    expect(result.code, result.stderr).toBe(0);
    expect(JSON.parse(result.stdout)).toMatchObject({ accepted: 3, rejected: 0, finished: true });
    expect(await published(3)).toEqual(fromTable);
  });

  test.each([
    ['plain', Buffer.from(text)],
    ['gzipped', gzipSync(text)],
  ])('on standard input, %s', async (_what, stdin) => {
    expect((await run(['--format', 'csv', '-'], stdin)).code).toBe(0);
    expect(await published(3)).toEqual(fromTable);
  });
});

test('TSV with columns of other names is read', async () => {
  await writeFile(
    folder.file('t.tsv'),
    'key\tSOURCE\tstory\tdate\n7:a\tP\tHe said "hi", then left\tnonsense\n',
  );
  const columns = ['--content-column', 'story', '--id-column', 'key', '--published-at-column', ''];
  const result = await run([folder.file('t.tsv'), ...columns]);
  expect(result.code, result.stderr).toBe(0);
  const [message] = await topic.take(1);
  expect(message?.post).toEqual({
    id: '7:a',
    publication: 'P',
    content: 'He said "hi", then left',
    acceptedAt: expect.any(String),
  });
});

test('JSON lines with unknown fields, and a last line without a line end, are read', async () => {
  const lines = [
    { id: 'a', publication: 'P', content: '1', url: 'http://x', entities: [] },
    { publication: 'P', article: '2', date: '2020-02-03' },
  ];
  await writeFile(
    folder.file('p.jsonl'),
    `\ufeff${lines.map((line) => JSON.stringify(line)).join('\r\n\r\n')}`,
  );
  const result = await run([folder.file('p.jsonl')]);
  expect(result.code, result.stderr).toBe(0);
  expect(await published(2)).toEqual([
    { publication: 'P', content: '1', url: 'http://x' },
    { publication: 'P', content: '2', publishedAt: '2020-02-03T00:00:00Z' },
  ]);
});

test('a folder of text files gives a post for each, with the publication named for its folder', async () => {
  await mkdir(folder.file('all/Example Times/2020'), { recursive: true });
  await mkdir(folder.file('all/The Other'));
  await writeFile(folder.file('all/Example Times/a.txt'), '1 in the folder');
  await writeFile(folder.file('all/Example Times/2020/b.txt'), '2 deeper');
  await writeFile(folder.file('all/The Other/c.txt.gz'), gzipSync('3 gzipped'));
  await writeFile(folder.file('all/The Other/readme.md'), 'no text file');
  await writeFile(folder.file('all/The Other/latin1.txt'), Buffer.from('caf\xe9', 'latin1'));
  const result = await run([folder.file('all')]);
  expect(result.code).toBe(65);
  expect(result.stderr).toContain('latin1.txt:1 is not UTF-8');
  expect(await published(3)).toEqual([
    { publication: 'Example Times', content: '1 in the folder' },
    { publication: '2020', content: '2 deeper' },
    { publication: 'The Other', content: '3 gzipped' },
  ]);
});

test('several inputs of different formats are read, and nothing is sent twice', async () => {
  await writeFile(folder.file('a.csv'), 'content,publication\n1,P\n');
  await writeFile(folder.file('b.jsonl'), '{"content":"2","publication":"P"}\n');
  expect((await run([folder.file('a.csv'), folder.file('b.jsonl')])).code).toBe(0);
  expect(await published(2)).toHaveLength(2);
  expect(await topic.rest()).toEqual([]);
});

/** `publication,content` and `P,one`, packed by `bzip2 -c`. */
const bzip2 = Buffer.from(
  'QlpoOTFBWSZTWbzUsIMAAArTgAAQAARAADolxgAgACImhp5GiEAACxUdOUfFOrZOBNS158XckU4UJC81LCDA',
  'base64',
);

/** Files as people have them, with their posts. A row that is no post causes exit code 65. */
const files: readonly (readonly [
  kind: string,
  name: string,
  content: string | Buffer,
  args: readonly string[],
  posts: readonly SubmittedPost[],
  code: number,
])[] = [
  ['lone carriage returns', 'a.csv', 'source,text\rP,1 cr\rP,2 cr\r', [], [post('1 cr'), post('2 cr')], 0],
  ['semicolons', 'a.csv', 'source;text\r\nP;"1; semi"\r\n', [], [post('1; semi')], 0],
  ['a sep= line', 'a.csv', 'sep=;\r\nsource;text\r\nP;1 sep\r\n', [], [post('1 sep')], 0],
  [
    'backslashes before quotes',
    'a.csv',
    'source,text\nP,"1 \\"yes\\", he\nsaid"\n',
    [],
    [post('1 "yes", he\nsaid')],
    0,
  ],
  [
    'quotes in a TSV',
    'a.tsv',
    'source\ttext\nP\t"1 open\nP\t2 next\n',
    [],
    [post('"1 open'), post('2 next')],
    0,
  ],
  ['UTF-16', 'a.csv', Buffer.from('\ufeffsource,text\nP,1 Größe\n', 'utf16le'), [], [post('1 Größe')], 0],
  [
    'Windows-1252',
    'a.csv',
    Buffer.from('source,text\nP,1 \x80\n', 'latin1'),
    ['--encoding', 'cp1252'],
    [post('1 €')],
    0,
  ],
  [
    'placeholders of pandas for no value',
    'a.csv',
    ',source,date,text\n0,P,NaN,1 nan\n1,nan,,x\n2,P,,nan\n',
    [],
    [post('1 nan')],
    65,
  ],
  ['an invalid date', 'a.csv', 'source,date,text\nP,2017.0,1 undated\n', [], [post('1 undated')], 0],
  ['an array', 'a.json', '[\n{"source": {"name": "P"}, "Text": "1 array"}\n]', [], [post('1 array')], 0],
  [
    'no publication',
    'a.csv',
    'day,headline_text\n20200203,1 headline\n',
    ['--publication', 'P'],
    [post('1 headline')],
    0,
  ],
  ['bzip2', 'a.csv.bz2', bzip2, [], [{ publication: 'P', content: 'one' }], 0],
  ['zstd', 'a.csv', zstdCompressSync('source,text\nP,1 zstd\n'), [], [post('1 zstd')], 0],
  [
    'zip',
    'a.csv',
    Buffer.from(zipSync({ 'x/a.csv': Buffer.from('source,text\nP,1 zip\n') })),
    [],
    [post('1 zip')],
    0,
  ],
  ['two columns of one name', 'a.csv', 'source,text,text\nP,a,b\n', [], [], 65],
  ['only a header', 'a.csv', 'source,text\n', [], [], 65],
  ['binary', 'a.csv', Buffer.from('PAR1\x15\0\0PAR1', 'latin1'), [], [], 65],
  [
    'an unclosed quote',
    'a.csv',
    'source,text\nP,"open\nP,x\nP,"y"\nP,1 closed\n',
    [],
    [post('1 closed')],
    65,
  ],
];

function post(content: string): SubmittedPost {
  return { publication: 'P', content };
}

test.each(files)('%s', async (_kind, name, content, args, expected, code) => {
  await writeFile(folder.file(name), content);
  const result = await run([folder.file(name), ...args]);
  expect(result.code, result.stderr).toBe(code);
  expect(JSON.parse(result.stdout)).toMatchObject({ accepted: expected.length });
  const posts = await published(expected.length);
  expect(posts.map(({ publication, content: text }) => ({ publication, content: text }))).toEqual(expected);
  expect(await topic.rest()).toEqual([]);
});

test('a feed on standard input gives the same ids when it is read again', async () => {
  const feed =
    '<rss><channel><title>Star</title><item><title>One</title><guid>https://example.org/1</guid><pubDate>Mon, 06 Sep 2021 10:00:00 BST</pubDate><description>&lt;p&gt;Ada &amp;amp; Alan&lt;/p&gt;</description></item><item><title>Two</title></item></channel></rss>';
  const ids: string[][] = [];
  for (let time = 0; time < 2; time++) {
    const result = await run(['-', '--format', 'feed'], feed);
    expect(result.code, result.stderr).toBe(0);
    const messages = await topic.take(2);
    ids.push(messages.map((message) => message.post.id).sort());
    expect(messages.map((message) => message.post)).toContainEqual(
      expect.objectContaining({
        publication: 'Star',
        content: 'Ada & Alan',
        title: 'One',
        publishedAt: '2021-09-06T10:00:00+01:00',
      }),
    );
  }
  expect(ids[0]).toEqual(ids[1]);
});
