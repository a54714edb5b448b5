import { mkdir, writeFile } from 'node:fs/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { folderForEachTest } from '../../support/shared.ts';
import { type ReadPosts, readPosts } from '../../support/submit/read-posts.ts';

const folder = folderForEachTest();

async function read(name: string, content: string | Buffer, ...args: readonly string[]): Promise<ReadPosts> {
  await writeFile(folder.file(name), content);
  return readPosts([folder.file(name)], args);
}

const paragraphs = [
  'Ada Lovelace met Alan Turing in London on Tuesday, and both of them spoke at length about the machines that they had seen there.',
  'The talks in Wilmslow would go on for the whole of the week, said a person who had been asked and did not want to be named.',
];
const body = `<p>${paragraphs[0]}</p>\n<p>${paragraphs[1]?.replace('Wilmslow', '<a href="/w">Wilmslow</a>')}</p>`;
const content = paragraphs.join('\n\n');
const links = Array.from({ length: 40 }, (_, n) => `<li><a href="/s/${n}">Theresa May ${n}</a></li>`).join(
  '',
);
const around = {
  before: `<header><nav><ul>${links}</ul></nav></header><div class="cookie-banner">We use cookies. Angela Merkel accepts them all, as everybody does who reads on here.</div>`,
  after: `<aside>Most read: Vladimir Putin in Moscow, and what he said there about nothing in particular for hours.</aside><footer>Copyright Emmanuel Macron, Paris. All rights are reserved, and none of them are given away here.</footer>`,
};
const page = (main: string, head = ''): string =>
  `<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Machines | The Star</title>${head}<script>var x = "<p>Barack Obama</p>";</script><style>p { color: red }</style></head><body>${around.before}${main}${around.after}</body></html>`;

describe('the article of a page is found', () => {
  test.each([
    [
      'in an article element',
      `<article><h1>Machines</h1><p class="byline">By Jo Bloggs</p>${body}</article>`,
    ],
    [
      'in an element marked as the body of an article',
      `<div itemprop="articleBody">${body}</div><div>Something else about Boris Johnson, of whom nobody has heard anything for a very long time now.</div>`,
    ],
    ['in the main element', `<main><div>${body}</div></main>`],
    ['in plain boxes', `<div><div>${body}</div></div>`],
    [
      'beside teasers in article elements',
      `<article><h2>Teaser</h2><p>A short one.</p></article><article>${body}</article>`,
    ],
    [
      'with parts inside that are not text of the article',
      `<article><p>${paragraphs[0]}</p><div class="related-links"><p>Related: Boris Johnson in Washington with people who had all come to see him.</p></div><p>${paragraphs[1]}</p></article>`,
    ],
  ])('%s', async (_what, main) => {
    const { posts } = await read('a.html', page(main));
    expect(posts.map((post) => post.content)).toEqual([content]);
  });

  test('with lines, cells and list items apart, and with entities as characters', async () => {
    const main = `<article><p>${paragraphs[0]}</p><p>Ada<br>Alan &amp; Jo&rsquo;s</p><table><tr><td>Ada Lovelace</td><td>London</td></tr><tr><td>Alan Turing</td><td>Wilmslow</td></tr></table></article>`;
    const { posts } = await read('a.html', page(main));
    expect(posts[0]?.content).toBe(
      `${paragraphs[0]}\n\nAda\nAlan & Jo’s\n\nAda Lovelace\tLondon\n\nAlan Turing\tWilmslow`,
    );
  });
});

test('metadata of a page is used', async () => {
  const head = `<meta property="og:site_name" content="The Star"><meta property="og:title" content="Machines"><meta property="article:published_time" content="2021-09-06T10:00:00+01:00"><link rel="canonical" href="https://www.example.org/a"><meta name="author" content="Jo Bloggs">`;
  const { posts } = await read('a.html', page(`<article>${body}</article>`, head));
  expect(posts).toEqual([
    {
      publication: 'The Star',
      content,
      title: 'Machines',
      publishedAt: '2021-09-06T10:00:00+01:00',
      url: 'https://www.example.org/a',
      author: 'Jo Bloggs',
      language: 'en-GB',
    },
  ]);
});

test('linked data of a page is used', async () => {
  const data = {
    '@graph': [
      { '@type': 'WebSite', name: 'x' },
      {
        '@type': ['NewsArticle'],
        headline: 'Machines',
        datePublished: '2021-09-06T10:00:00Z',
        publisher: { name: 'The Star' },
        author: [{ name: 'Jo' }],
      },
    ],
  };
  const { posts } = await read(
    'a.html',
    page(`<article>${body}</article>`, `<script type="application/ld+json">${JSON.stringify(data)}</script>`),
  );
  expect(posts).toMatchObject([
    { publication: 'The Star', title: 'Machines', publishedAt: '2021-09-06T10:00:00Z', author: 'Jo' },
  ]);
});

test('a page without a publication gets it from its address, its folder or the option', async () => {
  const saved = `<!-- saved from url=(0024)https://www.example.org/a -->${page(body)}`;
  expect((await read('a.html', saved)).posts[0]?.publication).toBe('example.org');
  await mkdir(folder.file('The Daily'));
  expect((await read('The Daily/b.htm', page(body))).posts[0]?.publication).toBe('The Daily');
  expect((await read('a.html', saved, '--publication', 'P')).posts[0]?.publication).toBe('P');
});

test('a page is read in the encoding that it names, or in Windows-1252', async () => {
  const text = page(`<article>${body}<p>Caf\xe9 \x96 5 \x80</p></article>`);
  const named = text.replace('charset="utf-8"', 'charset="iso-8859-1"');
  for (const html of [named, text.replace('<meta charset="utf-8">', '')])
    expect((await read('a.html', Buffer.from(html, 'latin1'))).posts[0]?.content).toContain('Café – 5 €');
});

test('a page without an article is refused', async () => {
  const { posts, rejected } = await read('a.html', '<html><body><nav><a href="/">x</a></nav></body></html>');
  expect(posts).toEqual([]);
  expect(rejected).toEqual(['a.html: content is missing: no article was found in the page']);
});

interface Made {
  readonly type: string;
  readonly mediaType: string;
  readonly block: Buffer;
  readonly uri?: string;
}

function warc(...records: readonly Made[]): Buffer[] {
  return records.map(({ type, mediaType, block, uri }, n) =>
    Buffer.concat([
      Buffer.from(
        `WARC/1.0\r\nWARC-Type: ${type}\r\nWARC-Record-ID: <urn:uuid:${n}>\r\n${uri === undefined ? '' : `WARC-Target-URI: ${uri}\r\n`}Content-Type: ${mediaType}\r\nContent-Length: ${block.length}\r\n\r\n`,
      ),
      block,
      Buffer.from('\r\n\r\n'),
    ]),
  );
}

const http = (html: Buffer, headers = 'Content-Type: text/html; charset=UTF-8', status = '200 OK'): Buffer =>
  Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${headers}\r\n\r\n`), html]);
const response = (block: Buffer, uri = 'http://www.example.org/a'): Made => ({
  type: 'response',
  mediaType: 'application/http; msgtype=response',
  block,
  uri,
});
const html = Buffer.from(page(`<article>${body}</article>`));
const chunked = Buffer.concat([
  Buffer.from('10\r\n'),
  html.subarray(0, 16),
  Buffer.from(`\r\n${(html.length - 16).toString(16)};x=1\r\n`),
  html.subarray(16),
  Buffer.from('\r\n0\r\n\r\n'),
]);

describe('WARC', () => {
  test.each([
    ['as it is', http(html)],
    ['in chunks', http(chunked, 'Content-Type: text/html\r\nTransfer-Encoding: chunked')],
    [
      'with a header of chunks that were removed',
      http(html, 'Content-Type: text/html\r\nTransfer-Encoding: chunked'),
    ],
    ['compressed by gzip', http(gzipSync(html), 'Content-Type: text/html\r\nContent-Encoding: gzip')],
    [
      'compressed by brotli',
      http(brotliCompressSync(html), 'Content-Type: text/html\r\nContent-Encoding: br'),
    ],
    [
      'with a header of a compression that was removed',
      http(html, 'Content-Type: text/html\r\nContent-Encoding: gzip'),
    ],
  ])('gives the page of a record %s', async (_what, block) => {
    const { posts } = await read('a.warc', Buffer.concat(warc(response(block))));
    expect(posts).toMatchObject([{ publication: 'example.org', content, url: 'http://www.example.org/a' }]);
  });

  test('skips and counts other records, and has a position after each', async () => {
    const records = warc(
      { type: 'warcinfo', mediaType: 'application/warc-fields', block: Buffer.from('software: x\r\n') },
      {
        type: 'request',
        mediaType: 'application/http',
        block: Buffer.from('GET / HTTP/1.1\r\n\r\n'),
        uri: 'http://a.example/',
      },
      response(http(html), 'http://a.example/1'),
      response(http(Buffer.from('no'), 'Content-Type: text/html', '404 Not Found')),
      response(http(Buffer.from('\x89PNG'), 'Content-Type: image/png')),
      response(http(html), 'http://b.example/2'),
      { type: 'resource', mediaType: 'text/html', block: html, uri: 'http://c.example/3' },
    );
    for (const [name, bytes] of [
      ['a.warc', Buffer.concat(records)],
      ['a.warc.gz', Buffer.concat(records.map((record) => gzipSync(record)))],
    ] as const) {
      const { posts, faults, said, positions } = await read(name, bytes);
      expect(faults).toEqual([]);
      expect(posts.map(({ publication }) => publication)).toEqual(['a.example', 'b.example', 'c.example']);
      expect(said).toEqual([
        'Skipped: 1 WARC record of type warcinfo, 1 WARC record of type request, 1 page with status 404, 1 WARC record that is no page.',
      ]);
      const rest = await readPosts([folder.file(name)], [], positions[0]);
      expect(rest.posts.map(({ publication }) => publication)).toEqual(['b.example', 'c.example']);
    }
  });

  test('in the form WET gives the texts of a crawl', async () => {
    const texts = ['Ada spoke.\nIn London, Größe.', 'Alan spoke.'].map((text, n) => ({
      type: 'conversion',
      mediaType: 'text/plain',
      block: Buffer.from(text),
      uri: `http://www.example.org/${n}`,
    }));
    const { posts } = await read(
      'a.warc.wet.gz',
      Buffer.concat(warc(...texts).map((record) => gzipSync(record))),
    );
    expect(posts).toEqual([
      {
        publication: 'example.org',
        content: 'Ada spoke.\nIn London, Größe.',
        url: 'http://www.example.org/0',
      },
      { publication: 'example.org', content: 'Alan spoke.', url: 'http://www.example.org/1' },
    ]);
  });

  test('that is truncated or damaged is reported, and the part before is read', async () => {
    const whole = Buffer.concat(warc(response(http(html)), response(http(html))));
    for (const bytes of [
      whole.subarray(0, -50),
      Buffer.concat([...warc(response(http(html))), Buffer.from('no record at all')]),
    ]) {
      const { posts, faults } = await read('a.warc', bytes);
      expect(posts).toHaveLength(1);
      expect(faults).toEqual([expect.stringMatching(/damaged or cut off after record 1/)]);
    }
  });

  test('is read in the charset that the server names', async () => {
    const bytes = Buffer.from('a3f364bc', 'hex').toString('latin1');
    const latin2 = Buffer.from(page(`<article>${body}<p>${bytes}</p></article>`), 'latin1');
    const { posts } = await read(
      'a.warc',
      Buffer.concat(warc(response(http(latin2, 'Content-Type: text/html; charset="ISO-8859-2"')))),
    );
    expect(posts[0]?.content).toContain('Łódź');
  });
});

test('Parquet is read in row groups, compressed by zstd, with times, numbers and empty values', async () => {
  // Two row groups of id, source, text and date, written by pyarrow 26.
  const parquet =
    'UEFSMRUEFSAVMkwVBBUAEgAAKLUv/SAQgQAAEQAAAAAAAAAEAAAAAAAAABUAFRIVJCwVBBUQFQYVBhwAAAAotS/9IAlJAAACAAAABAEBAwIVBBUUFSZMFQQVABIAACi1L/0gClEAAAEAAABQAQAAAFEVABUSFSQsFQQVEBUGFQYcAAAAKLUv/SAJSQAAAgAAAAQBAQMCFQQVNhVITBUEFQASAAAotS/9IBvZAAAQAAAAR3LDtsOfZSBpbiBLw7ZsbgMAAAB0d28VABUSFSQsFQQVEBUGFQYcAAAAKLUv/SAJSQAAAgAAAAQBAQMCFQQVEBUiTBUCFQASAAAotS/9IAhBAABQKTkJcAEAABUAFRIVJCwVBBUQFQYVBhwAAAAotS/9IAlJAAACAAAAAwEBAgAVBBUQFSJMFQIVABIAACi1L/0gCEEAAAkAAAAAAAAAFQAVEhUkLBUCFRAVBhUGHAAAACi1L/0gCUkAAAIAAAACAQECABUEFQoVHEwVAhUAEgAAKLUv/SAFKQAAAQAAAFAVABUSFSQsFQIVEBUGFQYcAAAAKLUv/SAJSQAAAgAAAAIBAQIAFQQVEhUkTBUCFQASAAAotS/9IAlJAAAFAAAAdGhyZWUVABUSFSQsFQIVEBUGFQYcAAAAKLUv/SAJSQAAAgAAAAIBAQIAFQQVEBUiTBUCFQASAAAotS/9IAhBAAAAIH8NcAEAABUAFRIVJCwVAhUQFQYVBhwAAAAotS/9IAlJAAACAAAAAgEBAgAVBBlcNQAYBnNjaGVtYRUIABUEJQIYAmlkABUMJQIYBnNvdXJjZSUATBwAAAAVDCUCGAR0ZXh0JQBMHAAAABUEJQIYBGRhdGUlEkyMEhwcAAAAAAAWBhksGUwmABwVBBk1AAYQGRgCaWQVDBYEFnQWmAEmViYIKSwVBBUAFQIAFQAVEBUCADwpBhkmAAQAAAAmABwVDBk1AAYQGRgGc291cmNlFQwWBBZoFowBJuIBJqABKSwVBBUAFQIAFQAVEBUCADwWBBkGGSYABAAAACYAHBUMGTUABhAZGAR0ZXh0FQwWBBaKARauASaQAyasAiksFQQVABUCABUAFRAVAgA8FiYZBhkmAAQAAAAmABwVBBk1AAYQGRgEZGF0ZRUMFgQWZBaIASaYBCbaAyksFQQVABUCABUAFRAVAgA8KQYZJgICAAAAFsoDFgQmCBbaBAAZTCYAHBUEGTUABhAZGAJpZBUMFgIWZBaIASagBSbiBCksFQQVABUCABUAFRAVAgA8KQYZJgACAAAAJgAcFQwZNQAGEBkYBnNvdXJjZRUMFgIWXhaCASaiBibqBSksFQQVABUCABUAFRAVAgA8FgIZBhkmAAIAAAAmABwVDBk1AAYQGRgEdGV4dBUMFgIWZhaKASasBybsBiksFQQVABUCABUAFRAVAgA8FgoZBhkmAAIAAAAmABwVBBk1AAYQGRgEZGF0ZRUMFgIWZBaIASa0CCb2ByksFQQVABUCABUAFRAVAgA8KQYZJgACAAAAFowDFgIm4gQWnAQAKCBwYXJxdWV0LWNwcC1hcnJvdyB2ZXJzaW9uIDI2LjAuMRlMHAAAHAAAHAAAHAAAAHsCAABQQVIx';
  const { posts, notes, positions } = await read('a.parquet', Buffer.from(parquet, 'base64'));
  expect(posts).toEqual([
    { id: '17', publication: 'P', content: 'Größe in Köln', publishedAt: '2020-02-03T04:05:06Z' },
    { id: '4', publication: 'Q', content: 'two' },
    { id: '9', publication: 'P', content: 'three', publishedAt: '2020-02-04T00:00:00Z' },
  ]);
  expect(notes).toEqual([
    expect.stringMatching(/Parquet; content from text, publication from source, id from id, date from date$/),
  ]);
  const rest = await readPosts([folder.file('a.parquet')], [], positions[1]);
  expect(rest.posts).toEqual(posts.slice(2));
  // The same, packed once more and under another name.
  expect((await read('b.csv', gzipSync(Buffer.from(parquet, 'base64')))).posts).toEqual(posts);
});
