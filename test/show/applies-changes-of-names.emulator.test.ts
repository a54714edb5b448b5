import { expect, test } from 'vitest';
import type { EntityType, ProcessedPost } from '../../functions/common/domain/post.ts';
import { type Wish, withoutChange, withWish } from '../../tools/names/decide.ts';
import { makeChange, undoChange } from '../../tools/names/store.ts';
import { countReads } from '../bench/show.count-reads.ts';
import { beforeTests, sharedEmulators } from '../support/shared.ts';
import { type ApiClient, openApiClient } from '../support/show/api-client.ts';
import { rollUp, save } from '../support/show/seed.ts';
import { serveShow } from '../support/show/serve.ts';
import { processedPost } from '../support/store.ts';

const emulators = sharedEmulators();
const reads = countReads();
let api: ApiClient;
let url: string;

const MS_PER_DAY = 86_400_000;
const now = Date.now();
const dayAgo = (days: number): string => new Date(now - days * MS_PER_DAY).toISOString().slice(0, 10);

const entity = (text: string, type: EntityType = 'person', count = 1) => ({ type, text, count });
let posts = 0;
function articles(age: number, many: number, ...entities: readonly ReturnType<typeof entity>[]) {
  return Array.from({ length: many }, (_, n): ProcessedPost => {
    posts += 1;
    return processedPost({
      postId: `${posts}`,
      publication: n % 2 === 0 ? 'Daily' : 'Weekly',
      publishedAt: `${dayAgo(age)}T00:00:00Z`,
      acceptedAt: new Date(now).toISOString(),
      entities,
    });
  });
}

beforeTests(async (parts) => {
  await save(emulators, [
    ...articles(9, 10, entity('Rome', 'place')),
    ...articles(3, 6, entity('Angela Merkel', 'person', 2)),
    ...articles(2, 5, entity('Merkel'), entity('Rome', 'place')),
    // One article has both spellings.
    ...articles(1, 1, entity('Angela Merkel'), entity('Merkel')),
    ...articles(1, 4, entity('Read More', 'organization'), entity('Amazon', 'place')),
  ]);
  await rollUp(emulators, true);
  const show = parts.use(await serveShow(emulators.env));
  url = show.url;
  api = await openApiClient(url);
});

let ids = 0;
async function change(wish: Wish): Promise<() => Promise<void>> {
  ids += 1;
  const id = `change-${ids}`;
  const deed = { by: 'tester', why: 'a test', at: now + ids };
  await makeChange(emulators.firestore, (changes) => withWish(changes, wish, id), deed, false);
  return () => undoChange(emulators.firestore, id, (changes) => withoutChange(changes, id), deed, false);
}

const body = async (path: string) => (await api.get(path)).body;

/** Every endpoint that returns names. */
const paths = [
  '/api/names',
  '/api/names?q=merkel&trend=true',
  '/api/names?type=organization&range=7d',
  '/api/publications?top=5',
  '/api/publications/daily/names?trend=true',
  '/api/names/person/merkel?range=30d',
  '/api/series?name=Merkel&range=7d',
  '/api/series?name=Read%20More&publication=daily&range=7d',
  '/api/rising',
  '/api/articles?name=Merkel',
  '/api/articles?publication=daily',
  '/api/stats',
];
const allAnswers = async () =>
  Promise.all(
    paths.map(async (path) => {
      const { readAt: _, nextCursor: __, ...rest } = await body(path);
      return rest;
    }),
  );

test('a merged name has the counts of its parts in every response, and lists its parts', async () => {
  const undo = await change({ kind: 'merge', parts: ['Merkel'], into: 'Angela Merkel' });
  const merged = {
    type: 'person',
    key: 'angela merkel',
    text: 'Angela Merkel',
    articles: 13,
    mentions: 19,
    alsoCounted: ['Merkel'],
  };
  expect((await body('/api/names?q=merkel')).names).toMatchObject([{ ...merged, publications: 2 }]);
  expect((await body('/api/publications/daily/names?q=merkel')).names).toMatchObject([
    { ...merged, articles: 8, mentions: 11 },
  ]);
  for (const spelt of ['merkel', 'Angela%20Merkel'])
    expect(await body(`/api/names/person/${spelt}`)).toMatchObject({ ...merged, publicationCount: 2 });
  const series = await body('/api/series?name=merkel&range=7d');
  expect(series.name).toMatchObject({ text: 'Angela Merkel', key: 'angela merkel' });
  expect(series.points.map(({ articles: count }: { articles: number }) => count)).toEqual([
    0, 0, 0, 6, 5, 2, 0,
  ]);
  const rising = (await body('/api/rising')).names;
  expect(rising.find(({ key }: { key: string }) => key === 'angela merkel')).toMatchObject({ articles: 13 });
  expect(rising.some(({ key }: { key: string }) => key === 'merkel')).toBe(false);
  // An article with both spellings counts once.
  const listed = (await body('/api/articles?name=Merkel&limit=100')).articles;
  expect(listed).toHaveLength(12);
  expect(listed[0].names).toEqual([{ type: 'person', text: 'Angela Merkel', mentions: 2 }]);
  const table = await (await fetch(`${url}/api/names.csv?q=merkel`)).text();
  expect(table).toContain('person,Angela Merkel,angela merkel,13,19,2');
  await undo();
});

test('a hidden name is in no response, and its articles still count', async () => {
  const { articles: counted } = await body('/api/stats');
  const undo = await change({ kind: 'hide', name: 'READ MORE', type: undefined });
  const texts = async (path: string, list = 'names') =>
    (await body(path))[list].map(({ text }: { text: string }) => text);
  expect(await texts('/api/names')).not.toContain('Read More');
  expect(await texts('/api/names?q=read')).toEqual([]);
  expect(await texts('/api/rising')).not.toContain('Read More');
  expect(await texts('/api/publications/daily/names')).not.toContain('Read More');
  const { points, name } = await body('/api/series?name=Read%20More&range=7d');
  expect(name).toBeUndefined();
  expect(points.every(({ articles: count }: { articles: number }) => count === 0)).toBe(true);
  for (const path of ['/api/names/organization/read%20more?range=7d', '/api/articles?name=Read%20More']) {
    const { status, body: told } = await api.get(path);
    expect([status, told.detail]).toEqual([404, expect.stringContaining('hidden')]);
  }
  const listed = (await body('/api/articles?publication=daily&limit=1')).articles;
  expect(listed[0].names.map(({ text }: { text: string }) => text)).not.toContain('Read More');
  expect(await body('/api/stats')).toMatchObject({ articles: counted });
  await undo();
});

test('a name is shown under the type that a correction gives it', async () => {
  const undo = await change({ kind: 'retype', name: 'Amazon', type: undefined, to: 'organization' });
  const listed = (await body('/api/names?type=organization')).names;
  expect(listed.map(({ text }: { text: string }) => text)).toContain('Amazon');
  expect((await body('/api/names?type=place&q=amazon')).names).toEqual([]);
  expect(await body('/api/names/organization/amazon')).toMatchObject({ type: 'organization', articles: 4 });
  await undo();
});

test('undoing a change restores every response, and a part that is split off counts for itself', async () => {
  const before = await allAnswers();
  const undone = [
    await change({ kind: 'merge', parts: ['Merkel', 'Rome'], into: 'Angela Merkel' }),
    await change({ kind: 'hide', name: 'Read More', type: 'organization' }),
    await change({ kind: 'retype', name: 'Amazon', type: 'place', to: 'person' }),
    await change({ kind: 'split', name: 'Rome' }),
  ];
  expect((await body('/api/names/place/rome')).articles).toBe(15);
  expect((await body('/api/names/person/merkel')).articles).toBe(13);
  for (const undo of undone.toReversed()) await undo();
  expect(await allAnswers()).toEqual(before);
});

test('all pages of one walk show names as they were when it began', async () => {
  const first = await body('/api/names?limit=1');
  const undo = await change({ kind: 'hide', name: 'Merkel', type: undefined });
  const next = await body(`/api/names?limit=100&cursor=${first.nextCursor}`);
  expect(next.names.map(({ text }: { text: string }) => text)).toContain('Merkel');
  expect(next.total).toBe(first.total);
  expect((await body('/api/names')).total).toBe(first.total - 1);
  await undo();
});

test('changes cost a response one read', async () => {
  const cost = async (): Promise<number> => {
    await using fresh = await serveShow(emulators.env);
    reads.take();
    await fetch(`${fresh.url}/api/names`);
    return reads.take();
  };
  const before = await cost();
  const undo = await change({ kind: 'hide', name: 'Merkel', type: undefined });
  expect(await cost()).toBe(before);
  await undo();
});
