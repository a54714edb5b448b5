import { writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitJson } from '../../../tools/submit/rows/json-values.ts';
import { folderForEachTest } from '../../support/shared.ts';
import { type ReadPosts, readPosts } from '../../support/submit/read-posts.ts';

const folder = folderForEachTest();

async function read(content: string, ...args: readonly string[]): Promise<ReadPosts> {
  await writeFile(folder.file('a.json'), content);
  return readPosts([folder.file('a.json')], args);
}

const articles = [
  { publication: 'P', content: 'one [1], {2} and "three"' },
  { publication: 'Q', content: 'two \\ and ]' },
  { publication: 'P', content: 'drei ä 👍' },
];
const [one, two, three] = articles.map((article) => JSON.stringify(article));

test.each([
  ['lines', `${one}\n${two}\n${three}\n`],
  ['lines, the last without a line end', `${one}\r\n\r\n${two}\r\n${three}`],
  ['an array', JSON.stringify(articles)],
  ['an indented array', JSON.stringify(articles, undefined, 2)],
  ['an array with one element a line', `[\n${one},\n${two},\n${three}\n]\n`],
  ['values that follow each other', `${one}${two}${three}`],
  ['indented values that follow each other', articles.map((a) => JSON.stringify(a, undefined, 2)).join('\n')],
  ['values with commas between them', `${one},\n${two},\n${three}`],
  ['a JSON sequence', [one, two, three].map((text) => `\u001e${text}\n`).join('')],
  ['two arrays', `[${one}]\n[${two},${three}]`],
  ['a byte order mark', `\ufeff[${one},${two},${three}]`],
])('%s', async (_what, text) => {
  const { posts, rejected, faults, positions } = await read(text);
  expect({ posts, rejected, faults }).toEqual({ posts: articles, rejected: [], faults: [] });
  for (const [index, position] of positions.entries()) {
    const rest = await readPosts([folder.file('a.json')], [], position);
    expect(rest.posts).toEqual(articles.slice(index + 1));
  }
});

test('a single object is one article', async () => {
  const { posts } = await read(JSON.stringify(articles[0], undefined, 2));
  expect(posts).toEqual([articles[0]]);
});

test('an invalid element rejects only that element, and places are lines', async () => {
  const text = `[\n${one},\n{"content": },\n7,\n"text",\n[],\n{"publication": "P"},\n${two}\n]`;
  const { posts, rejected } = await read(text);
  expect(posts).toEqual(articles.slice(0, 2));
  expect(rejected).toEqual([
    expect.stringMatching(/^a\.json:3: is not JSON/),
    'a.json:4: is not a JSON object',
    'a.json:5: is not a JSON object',
    'a.json:6: is not a JSON object',
    'a.json:7: content is required',
  ]);
});

test('the elements before the end of a truncated array are read', async () => {
  const { posts, rejected } = await read(`[${one},${two},{"publication":"P","cont`);
  expect(posts).toEqual(articles.slice(0, 2));
  expect(rejected).toEqual(['a.json:1: is cut off: it ends inside a JSON value']);
});

test.each([
  ['an empty array', '[]'],
  ['white space', ' \n\n '],
  ['an empty file', ''],
])('%s holds no posts, which is reported', async (_what, text) => {
  const { posts, faults } = await read(text);
  expect(posts).toEqual([]);
  expect(faults).toEqual([expect.stringContaining('holds no posts')]);
});

describe('fields', () => {
  test('are found in any case, and inside other objects', async () => {
    const { posts } = await read(
      JSON.stringify({
        Source: { id: 'ep', Name: 'Evening Star' },
        AUTHOR: null,
        Title: 'A headline',
        publishedAt: '2021-09-06T10:00:00Z',
        Content: 'text',
      }),
    );
    expect(posts).toEqual([
      {
        publication: 'Evening Star',
        content: 'text',
        publishedAt: '2021-09-06T10:00:00Z',
        title: 'A headline',
      },
    ]);
  });

  test('are named by dotted paths', async () => {
    const { posts } = await read(
      JSON.stringify({ meta: { outlet: { name: 'P' } }, 'body.text': 'flat', data: { when: '2020-02-03' } }),
      ...['--publication-field', 'meta.outlet.name', '--content-field', 'body.text'],
      ...['--published-at-field', 'data.when'],
    );
    expect(posts).toEqual([{ publication: 'P', content: 'flat', publishedAt: '2020-02-03T00:00:00Z' }]);
  });

  test('may lack the publication when --publication names it', async () => {
    const { posts } = await read('{"text":"one"}\n{"text":"two","source":"Q"}\n', '--publication', 'P');
    expect(posts.map(({ publication }) => publication)).toEqual(['P', 'P']);
  });

  test('for title, url, author and language are used, and an invalid value is dropped, not the article', async () => {
    const good = {
      url: 'https://example.org/a',
      title: 'T',
      author: ['Ada', { name: 'Alan' }],
      language: 'en_GB',
    };
    const bad = { url: '/a', title: ' ', author: {}, language: 'English' };
    const long = { title: 'x'.repeat(600) };
    const { posts } = await read(
      [good, bad, long]
        .map((fields, n) => JSON.stringify({ publication: 'P', content: `${n}`, ...fields }))
        .join('\n'),
    );
    expect(posts).toMatchObject([
      { url: 'https://example.org/a', title: 'T', author: 'Ada, Alan', language: 'en-GB' },
      { publication: 'P', content: '1' },
      { title: 'x'.repeat(500) },
    ]);
    expect(Object.keys(posts[1] ?? {})).toEqual(['content', 'publication']);
  });

  test('with a placeholder for no value count as absent', async () => {
    for (const none of ['nan', 'NaN', 'None', 'null', 'NULL', '\\N', 'N/A', 'NaT', '', null]) {
      const { posts, rejected } = await read(
        JSON.stringify([
          { publication: 'P', content: none },
          { publication: none, content: 'text' },
          { publication: 'P', content: 'text', id: none, date: none, url: none, title: none, author: none },
        ]),
      );
      expect(posts).toEqual([{ publication: 'P', content: 'text' }]);
      expect(rejected).toEqual(['a.json:1: content is required', 'a.json:1: publication is required']);
    }
  });
});

test('the run first reports which fields it uses for what, and which it does not use', async () => {
  const { notes } = await read('{"publication":"P","content":"c","tags":["x"],"score":1}');
  expect(notes).toEqual([
    expect.stringMatching(
      /a\.json: JSON lines; content from content, publication from publication; tags, score are not used$/,
    ),
  ]);
});

test('values are split the same however the bytes arrive', async () => {
  const value = fc.oneof(fc.object({ maxDepth: 2 }), fc.array(fc.json(), { minLength: 1, maxLength: 3 }));
  await fc.assert(
    fc.asyncProperty(
      fc.array(value, { maxLength: 6 }),
      fc.integer({ min: 1, max: 9 }),
      async (values, size) => {
        const objects = values.map((item) => ({ item }));
        const bytes = Buffer.from(JSON.stringify(objects, undefined, size % 2));
        const chunks = async function* (): AsyncGenerator<Buffer> {
          for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
        };
        const found: unknown[] = [];
        for await (const piece of splitJson(chunks(), false)) found.push(JSON.parse(String(piece.bytes)));
        expect(found).toEqual(JSON.parse(bytes.toString()));
      },
    ),
  );
});
