import { writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { folderForEachTest } from '../../support/shared.ts';
import { type ReadPosts, readPosts } from '../../support/submit/read-posts.ts';

const folder = folderForEachTest();

async function read(name: string, content: string | Buffer, ...args: readonly string[]): Promise<ReadPosts> {
  await writeFile(folder.file(name), content);
  return readPosts([folder.file(name)], args);
}

const lines = (...rows: readonly string[]): string => rows.map((row) => `${row}\n`).join('');
const A = { publication: 'Morning Post', content: 'Ada Lovelace was born in London.' };
const B = { publication: 'Evening Star', content: 'Alan Turing, who lived in Wilmslow, spoke.' };

describe('line ends', () => {
  test.each([
    ['lone carriage returns', '\r'],
    ['line feeds', '\n'],
    ['both', '\r\n'],
  ])('%s', async (_what, end) => {
    const rows = ['publication,content', `${A.publication},${A.content}`, `${B.publication},"${B.content}"`];
    for (const last of ['', end]) {
      const { posts, faults, rejected } = await read('a.csv', rows.join(end) + last);
      expect({ posts, faults, rejected }).toEqual({ posts: [A, B], faults: [], rejected: [] });
    }
  });

  test('of the other kind may occur in a cell', async () => {
    const { posts } = await read('a.csv', 'publication,content\rP,"one\ntwo"\rP,three\r');
    expect(posts.map(({ content }) => content)).toEqual(['one\ntwo', 'three']);
  });

  test('that are lone carriage returns count as lines in places', async () => {
    const { rejected } = await read('a.csv', 'publication,content\rP,one\rP\rP,two\r');
    expect(rejected).toEqual(['a.csv:3: has 1 field where the header has 2']);
  });
});

describe('delimiters', () => {
  test.each([
    ['semicolons', 'a.csv', ';'],
    ['tabs in a .csv', 'a.csv', '\t'],
    ['bars', 'a.csv', '|'],
    ['tabs', 'a.tsv', '\t'],
    ['commas in a .tsv', 'a.tsv', ','],
    ['commas', 'a.csv', ','],
  ])('%s are detected', async (_what, name, delimiter) => {
    const rows = [
      ['publication', 'date', 'content'],
      [A.publication, '2020-02-03', A.content],
      [B.publication, '2020-02-03', `"${B.content} Yes; no | maybe.\tSo, then."`],
    ];
    const { posts, faults } = await read('a.csv', lines(...rows.map((row) => row.join(delimiter))));
    expect(faults).toEqual([]);
    expect(posts).toMatchObject([A, { content: `${B.content} Yes; no | maybe.\tSo, then.` }]);
    expect(name).toContain('.');
  });

  test('are detected although names in the header contain other ones', async () => {
    const { posts } = await read(
      'a.csv',
      lines('publication;"a,b,c";content', 'Morning Post;1,2,3;text, more'),
    );
    expect(posts).toEqual([{ publication: 'Morning Post', content: 'text, more' }]);
  });

  test.each([
    ['--delimiter', '~', '~'],
    ['--delimiter', '\u0001', '\u0001'],
    ['--delimiter', 'tab', '\t'],
    ['--delimiter', '||', '||'],
  ])('%s %s is used', async (option, name, delimiter) => {
    const { posts } = await read(
      'a.csv',
      lines(`publication${delimiter}content`, `P${delimiter}a, b; c`),
      option,
      name,
    );
    expect(posts).toEqual([{ publication: 'P', content: 'a, b; c' }]);
  });

  test.each(['sep=;\r\n', 'sep=;\n', 'SEP=;\n'])(
    'may be named in a line %j before the header',
    async (preamble) => {
      const text = `${preamble}publication;content\r\nP;one\r\nP;"two; three"\r\n`;
      for (const mark of ['', '\ufeff']) {
        const { posts, rejected } = await read('a.csv', mark + text);
        expect(rejected).toEqual([]);
        expect(posts.map(({ content }) => content)).toEqual(['one', 'two; three']);
      }
    },
  );

  test('are not needed in a table of one column, with the publication given', async () => {
    const { posts } = await read('a.csv', lines('content', 'one', '"two, three"'), '--publication', 'P');
    expect(posts).toEqual([
      { publication: 'P', content: 'one' },
      { publication: 'P', content: 'two, three' },
    ]);
  });
});

describe('quotes', () => {
  test('may be escaped by a backslash', async () => {
    const { posts, rejected } = await read(
      'a.csv',
      lines(
        'publication,content',
        'P,"She said \\"no\\", and left.',
        'Ada Lovelace, of London, stayed."',
        'P,"A path C:\\\\temp, \\"quoted\\""',
        'Q,plain',
      ),
    );
    expect(rejected).toEqual([]);
    expect(posts).toEqual([
      { publication: 'P', content: 'She said "no", and left.\nAda Lovelace, of London, stayed.' },
      { publication: 'P', content: 'A path C:\\temp, "quoted"' },
      { publication: 'Q', content: 'plain' },
    ]);
  });

  test('end a field after a backslash that escapes nothing', async () => {
    const { posts } = await read('a.csv', lines('publication,content', 'P,"on C:\\"', 'P,"say ""hi"", now"'));
    expect(posts.map(({ content }) => content)).toEqual(['on C:\\', 'say "hi", now']);
  });

  test('escaped by a backslash first seen late in a file cut no field', async () => {
    const many = Array.from({ length: 3_000 }, (_, n) => `P,"${n}, ${'long text '.repeat(30)}"`);
    const { posts, rejected } = await read(
      'a.csv',
      lines('publication,content', ...many, 'P,"He said \\"yes\\", then', 'Q, in London"', 'P,last'),
    );
    expect(rejected).toEqual([]);
    expect(posts).toHaveLength(3_002);
    expect(posts.at(-2)).toEqual({
      publication: 'P',
      content: 'He said "yes", then\nQ, in London',
    });
  });

  test('may have spaces before and behind them', async () => {
    const { posts, rejected } = await read(
      'a.csv',
      lines('publication, content, id', 'P, "one, two", x', 'Q, "three, ""four""" , y', 'Q, five, z'),
    );
    expect(rejected).toEqual([]);
    expect(posts.map(({ content }) => content)).toEqual(['one, two', 'three, "four"', 'five']);
  });

  test('are plain characters in a TSV', async () => {
    const { posts, rejected } = await read(
      'a.tsv',
      lines(
        'publication\tcontent',
        'P\t"Never closed, said Ada.',
        ...Array.from({ length: 30 }, (_, n) => `P\ttext ${n}`),
        'P\t"Closed," said Alan.',
      ),
    );
    expect(rejected).toEqual([]);
    expect(posts).toHaveLength(32);
    expect(posts[0]?.content).toBe('"Never closed, said Ada.');
    expect(posts.at(-1)?.content).toBe('"Closed," said Alan.');
  });

  test('are read as quotes in a TSV that quotes as CSV does', async () => {
    const { posts } = await read(
      'a.tsv',
      lines('publication\tcontent', 'P\t"one\ttwo\nthree"', 'P\t"say ""hi"""', 'P\tplain'),
    );
    expect(posts.map(({ content }) => content)).toEqual(['one\ttwo\nthree', 'say "hi"', 'plain']);
  });

  test('left open may merge rows: those are refused, the others sent', async () => {
    const { posts, rejected } = await read(
      'a.csv',
      lines('publication,content', 'P,"open', 'P,one', 'P,two', 'P,"three"', 'P,four'),
    );
    expect(posts.map(({ content }) => content)).toEqual(['four']);
    expect(rejected).toEqual([expect.stringContaining('may be several rows')]);
  });
});

describe('a file that is no table', () => {
  test.each([
    ['only a header', 'publication,content\n', /holds no posts: it has a header only/],
    ['an empty file', '', /holds no posts: it is empty/],
    [
      'other columns',
      'title,publication\nx,P\n',
      /no column for the content .*title, publication.*--content-field/,
    ],
    ['no publication', 'text,day\nx,P\n', /no column for the publication .*--publication/],
    [
      'two columns with the name of one field',
      'publication,content,content\nP,a,b\n',
      /"content", at positions 2 and 3/,
    ],
    ['two such columns that differ in case', 'Content,content,source\na,b,P\n', /at positions 1 and 2/],
    ['Parquet without its end', Buffer.from('PAR1\u0015\0\u0012\0\0\0'), /Parquet|binary/],
    ['zero bytes', Buffer.from('publication,content\nP,\0\0\0\u0002x\n'), /binary/],
  ])('%s: nothing is read, and the reason is reported', async (_what, content, message) => {
    const { posts, faults } = await read('a.csv', content);
    expect(posts).toEqual([]);
    expect(faults).toEqual([expect.stringMatching(message)]);
  });

  test('may repeat the name of an unused column', async () => {
    const { posts } = await read('a.csv', lines('publication,content,x,x', 'P,c,1,2'));
    expect(posts).toEqual([{ publication: 'P', content: 'c' }]);
  });
});

test('a table is read the same from any position, in any dialect', async () => {
  const cell = fc.string({
    unit: fc.constantFrom('a', 'é', ' ', ',', ';', '"', '\n', '\t', '\\', '👍'),
    maxLength: 8,
  });
  const dialect = fc.constantFrom(
    { delimiter: ',', end: '\n' },
    { delimiter: ';', end: '\r\n' },
    { delimiter: '\t', end: '\n' },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(cell, { minLength: 1, maxLength: 6 }),
      dialect,
      async (cells, { delimiter, end }) => {
        const rows = cells.map((text) => `P${delimiter}"x${text.replaceAll('"', '""')}"`);
        const text = [`publication${delimiter}content`, ...rows, ''].join(end);
        await writeFile(folder.file('a.csv'), text);
        const all = await readPosts([folder.file('a.csv')], ['--delimiter', delimiter]);
        for (const [index, position] of all.positions.entries()) {
          const rest = await readPosts([folder.file('a.csv')], ['--delimiter', delimiter], position);
          expect(rest.posts).toEqual(all.posts.slice(index + 1));
        }
        return true;
      },
    ),
    { numRuns: 40 },
  );
});
