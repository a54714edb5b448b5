import { DOMParser, type Document, type Element } from '@xmldom/xmldom';
import { expect, test } from 'vitest';
import { formatAtom } from '../../functions/show/atom.ts';
import { beforeTests, sharedEmulators } from '../support/shared.ts';
import { type ApiClient, openApiClient } from '../support/show/api-client.ts';
import { rollUp, save } from '../support/show/seed.ts';
import { serveShow } from '../support/show/serve.ts';
import { processedPost } from '../support/store.ts';

const ATOM = 'http://www.w3.org/2005/Atom';
const emulators = sharedEmulators();
let api: ApiClient;
let url: string;

const MS_PER_DAY = 86_400_000;
const dayAgo = (days: number): string => new Date(Date.now() - days * MS_PER_DAY).toISOString().slice(0, 10);
const nasty = `"R&D" <b>'5' > 4</b> ]]>`;

beforeTests(async (parts) => {
  const post = (n: number, age: number, text: string, given: { title?: string; url?: string } = {}) =>
    processedPost({
      postId: `${n}`,
      publication: 'Tom & Jerry <Daily>',
      publishedAt: `${dayAgo(age)}T05:00:00Z`,
      acceptedAt: new Date().toISOString(),
      entities: [{ type: 'place', text, count: 1 }],
      ...given,
    });
  const earlier = Array.from({ length: 20 }, (_, n) => post(100 + n, 9, 'Rome'));
  const now = Array.from({ length: 10 }, (_, n) => post(n, 2, 'Oslo & Co'));
  const titled = post(50, 1, 'Oslo & Co', { title: nasty, url: 'https://example.org/?a=1&b=2' });
  await save(emulators, [...earlier, ...now, titled]);
  await rollUp(emulators, true);
  const show = parts.use(await serveShow(emulators.env));
  url = show.url;
  api = await openApiClient(url);
});

/** Parses strictly: any error throws. */
function parse(text: string): Document {
  const parser = new DOMParser({
    onError: (level, message) => {
      // The parser warns of U+FFFD, which is a legal character.
      if (level !== 'warning') throw new Error(`${level}: ${message}`);
    },
  });
  return parser.parseFromString(text, 'text/xml');
}

const children = (parent: Element | null, name: string): Element[] =>
  parent === null ? [] : [...parent.childNodes].filter((node): node is Element => node.nodeName === name);
const textOf = (parent: Element | null, name: string): string | undefined | null =>
  children(parent, name)[0]?.textContent;

/** Checks the rules of RFC 4287 for a feed and its entries (sections 4.1.1 and 4.1.2). */
function checkFeed(text: string): Element | null {
  const feed = parse(text).documentElement;
  expect([feed?.namespaceURI, feed?.localName]).toEqual([ATOM, 'feed']);
  const ids = new Set<string>();
  for (const part of [feed, ...children(feed, 'entry')]) {
    for (const name of ['id', 'title', 'updated', 'author']) expect(children(part, name)).toHaveLength(1);
    const id = textOf(part, 'id') ?? '';
    expect(id).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(ids.has(id)).toBe(false);
    ids.add(id);
    expect(Date.parse(textOf(part, 'updated') ?? '')).not.toBeNaN();
  }
  for (const entry of children(feed, 'entry')) expect(children(entry, 'content')).toHaveLength(1);
  return feed;
}

async function read(path: string): Promise<Element | null> {
  const response = await fetch(`${url}${path}`);
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'application/atom+xml; charset=utf-8',
  ]);
  return checkFeed(await response.text());
}

test('the feed of a name lists its articles, newest first, each with a link', async () => {
  const path = '/api/names/place/oslo%20%26%20co/articles';
  const feed = await read(`${path}.atom?limit=5`);
  const entries = children(feed, 'entry');
  expect(entries).toHaveLength(5);
  const [first] = entries;
  expect(textOf(first ?? null, 'title')).toBe(nasty);
  expect(children(first ?? null, 'link')[0]?.getAttribute('href')).toBe('https://example.org/?a=1&b=2');
  expect(textOf(first ?? null, 'content')).toBe('Tom & Jerry <Daily>: Oslo & Co');
  expect(textOf(entries[1] ?? null, 'title')).toBe('An article of Tom & Jerry <Daily>');
  // The JSON listing has the same articles.
  const { body } = await api.get(`${path}?limit=5`);
  expect(body.articles.map(({ at }: { at: string }) => at)).toEqual(
    entries.map((entry) => textOf(entry, 'updated')),
  );
  // An entry has the same id in every feed.
  const again = children(await read(`${path}.atom?range=7d`), 'entry').map((entry) => textOf(entry, 'id'));
  expect(again.slice(0, 5)).toEqual(entries.map((entry) => textOf(entry, 'id')));
});

test('the feed of rising names links to the view of each name', async () => {
  const feed = await read('/api/rising.atom?range=7d');
  const [entry] = children(feed, 'entry');
  expect(textOf(entry ?? null, 'title')).toBe('Oslo & Co (new)');
  const href = children(entry ?? null, 'link')[0]?.getAttribute('href') ?? '';
  expect(await (await fetch(new URL(href, url))).status).toBe(200);
});

test('a feed has an ETag, and a path without a feed is refused', async () => {
  const path = `${url}/api/names/place/rome/articles.atom`;
  const first = await fetch(path);
  const etag = first.headers.get('etag') ?? '';
  expect((await fetch(path, { headers: { 'if-none-match': etag } })).status).toBe(304);
  expect((await fetch(`${url}/api/stats.atom`)).status).toBe(406);
  expect((await fetch(`${url}/api/names/thing/rome/articles.atom`)).status).toBe(400);
});

test('characters that XML does not allow are replaced', () => {
  const text = formatAtom({
    id: ['a'],
    title: 'bell \u0007, half \ud800, last \uffff, whole \u{1f600}',
    updated: '2026-11-27T00:00:00Z',
    self: '/a',
    page: '/',
    entries: [],
  });
  expect(textOf(checkFeed(text), 'title')).toBe('bell \ufffd, half \ufffd, last \ufffd, whole \u{1f600}');
});
