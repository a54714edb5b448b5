import { expect, test } from 'vitest';
import type { Entity } from '../../functions/common/domain/post.ts';
import { seededRandom } from '../support/random.ts';
import { beforeTests, sharedEmulators } from '../support/shared.ts';
import { type ApiClient, openApiClient } from '../support/show/api-client.ts';
import { processed, seed } from '../support/show/seed.ts';
import { serveShow } from '../support/show/serve.ts';

const TYPES = ['person', 'place', 'organization'] as const;
const ENTITIES = 230;
const random = seededRandom(20261124);
const below = (end: number): number => random.whole(0, end - 1);

const emulators = sharedEmulators();
let api: ApiClient;
let url: string;

beforeTests(async (parts) => {
  const show = parts.use(await serveShow(emulators.env));
  url = show.url;
  api = await openApiClient(url);
});

function entity(n: number, count: number): Entity {
  // Few counts for many entities: most places are decided by ties.
  return { type: TYPES[n % 3] ?? 'person', text: `Name ${String(n).padStart(3, '0')}`, count };
}

/** Moves many counts far, and brings in entities that were not there. */
async function disturb(publication: string): Promise<void> {
  const moved = Array.from({ length: 60 }, () => entity(below(ENTITIES), 1 + below(9)));
  const added = Array.from({ length: 10 }, (_, n) => entity(1_000 + below(9_000) + n, 1 + below(9)));
  const unique = new Map([...moved, ...added].map((one) => [one.text, one]));
  await seed(emulators.firestore, [processed(publication, [...unique.values()])]);
}

interface Walk {
  readonly ids: readonly string[];
  readonly counts: readonly number[];
  readonly pages: number;
}

/** Walks through all pages of a listing; `between` runs before each page but the first. */
async function walk(path: string, list: string, between: () => Promise<void>): Promise<Walk> {
  const ids: string[] = [];
  const counts: number[] = [];
  let cursor: string | null = null;
  let pages = 0;
  do {
    if (pages > 0) await between();
    const { status, body } = await api.get(cursor === null ? path : `${path}&cursor=${cursor}`);
    expect(status).toBe(200);
    expect(body.offset).toBe(ids.length);
    for (const item of body[list]) {
      ids.push(item.id ?? `${item.type}/${item.key}`);
      counts.push(item.count ?? item.articleCount);
    }
    cursor = body.nextCursor;
    pages += 1;
  } while (cursor !== null);
  return { ids, counts, pages };
}

const still = async (): Promise<void> => undefined;

test('a walk through entities sees each of them once, as they stood when it began', async () => {
  const publication = 'Moving Times';
  const all = Array.from({ length: ENTITIES }, (_, n) => entity(n, 1 + (n % 5)));
  await seed(emulators.firestore, [processed(publication, all)]);
  const path = '/api/publications/moving%20times/entities?limit=20';
  const before = await walk(path, 'entities', still);
  expect(before.ids).toHaveLength(ENTITIES);
  const during = await walk(path, 'entities', () => disturb(publication));
  expect(during.pages).toBe(Math.ceil(ENTITIES / 20));
  expect(during).toEqual(before);
  expect(new Set(during.ids).size).toBe(ENTITIES);
  // The disturbance was real: whoever begins now sees another ranking.
  const after = await walk(path, 'entities', still);
  expect(after.ids.length).toBeGreaterThan(ENTITIES);
  expect(after.ids.slice(0, 20)).not.toEqual(before.ids.slice(0, 20));
  expect(after.counts).toEqual(after.counts.toSorted((a, b) => b - a));
});

test('so do walks of one type, by the beginning of names, and with another limit on the way', async () => {
  const publication = 'Moving Times';
  const base = '/api/publications/moving%20times/entities';
  for (const query of ['type=place&limit=19', 'prefix=name%201&limit=19', 'prefix=n&type=person&limit=21']) {
    const before = await walk(`${base}?${query}`, 'entities', still);
    const during = await walk(`${base}?${query}`, 'entities', () => disturb(publication));
    expect(during).toEqual(before);
    expect(new Set(during.ids).size).toBe(before.ids.length);
  }
});

test('a walk through publications sees each once while they overtake one another', async () => {
  const names = Array.from({ length: 23 }, (_, n) => `Paper ${n}`);
  await seed(
    emulators.firestore,
    names.map((name) => processed(name, [])),
  );
  const path = '/api/publications?limit=5&top=2';
  const before = await walk(path, 'publications', still);
  const overtake = async (): Promise<void> => {
    const name = names[below(names.length)] ?? '';
    await seed(emulators.firestore, [processed(name, []), processed(name, [entity(1, 1)])]);
    await seed(emulators.firestore, [processed(`Latecomer ${below(1_000)}`, [])]);
  };
  const during = await walk(path, 'publications', overtake);
  expect(during).toEqual(before);
  expect(new Set(during.ids).size).toBe(before.ids.length);
});

test('a walk through the publications that name an entity is one moment too', async () => {
  const named = Array.from({ length: 17 }, (_, n) => `Journal ${n}`);
  const mention = (count: number): Entity => ({ type: 'person', text: 'Grace Hopper', count });
  await seed(
    emulators.firestore,
    named.map((name, n) => processed(name, [mention(1 + (n % 3))])),
  );
  const path = '/api/entities/person/grace%20hopper?limit=4';
  const first = await api.get(path);
  const before = await walk(path, 'publications', still);
  const during = await walk(path, 'publications', async () => {
    await seed(emulators.firestore, [processed(named[below(17)] ?? '', [mention(5)])]);
  });
  expect(during).toEqual(before);
  const sum = before.counts.reduce((total, count) => total + count, 0);
  expect(first.body).toMatchObject({ count: sum, publicationCount: 17, maximum: 3 });
  const later = await api.get(`${path}&cursor=${first.body.nextCursor}`);
  expect(later.body).toMatchObject({ count: sum, publicationCount: 17, maximum: 3 });
});

test('search finds each entity once with its whole sum, however many publications name it', async () => {
  const papers = Array.from({ length: 40 }, (_, n) => `Gazette ${n}`);
  await seed(
    emulators.firestore,
    papers.map((name, n) =>
      processed(name, [
        // One that fills whole rounds, one that is cut by their end, and some that are named once.
        { type: 'person', text: 'Quentin Blake', count: 2 },
        ...(n % 3 === 0 ? [{ type: 'place', text: 'Quebec', count: 3 } as const] : []),
        { type: 'organization', text: `Quorum ${String(n).padStart(2, '0')}`, count: 1 },
      ]),
    ),
  );
  const expected = [
    { type: 'place', key: 'quebec', count: 42, publicationCount: 14 },
    { type: 'person', key: 'quentin blake', count: 80, publicationCount: 40 },
    ...papers.map((_, n) => ({
      type: 'organization',
      key: `quorum ${String(n).padStart(2, '0')}`,
      count: 1,
      publicationCount: 1,
    })),
  ];
  for (const limit of [1, 2, 3, 7, 100]) {
    const found: unknown[] = [];
    let cursor: string | null = null;
    do {
      const page = cursor === null ? '' : `&cursor=${cursor}`;
      const { body } = await api.get(`/api/entities?prefix=q&limit=${limit}${page}`);
      expect(body.entities.length).toBeLessThanOrEqual(limit);
      expect(body.offset).toBe(found.length);
      found.push(...body.entities.map(({ text: _, ...rest }: { text: string }) => rest));
      cursor = body.nextCursor;
      if (cursor !== null && found.length === 1) {
        await seed(emulators.firestore, [
          processed('Gazette 0', [{ type: 'person', text: 'Quentin Blake', count: 9 }]),
        ]);
        await emulators.firestore.doc('publications/gazette 0').update({ name: 'Gazette 0' });
      }
    } while (cursor !== null);
    // What was added on the way is seen by those who begin later.
    expect(found.length).toBe(expected.length);
    expect(found.map((one) => (one as { key: string }).key)).toEqual(expected.map(({ key }) => key));
    if (limit === 1) expect(found).toEqual(expected);
  }
});

test('a cursor is good for its own listing only, and for another instance with the same key', async () => {
  const { body } = await api.get('/api/publications/moving%20times/entities?limit=5');
  const elsewhere = await api.get(`/api/publications/paper%201/entities?limit=5&cursor=${body.nextCursor}`);
  expect(elsewhere.status).toBe(400);
  expect(elsewhere.body.errors).toEqual([
    { path: 'cursor', message: expect.stringContaining('not a cursor that this listing gave out') },
  ]);
  const filtered = await api.get(
    `/api/publications/moving%20times/entities?limit=5&type=place&cursor=${body.nextCursor}`,
  );
  expect(filtered.status).toBe(400);

  const SHOW_CURSOR_KEY = 'a-key-that-all-instances-know-of-0123456789';
  await using one = await serveShow({ ...emulators.env, SHOW_CURSOR_KEY });
  await using other = await serveShow({ ...emulators.env, SHOW_CURSOR_KEY });
  const first = await (await fetch(`${one.url}/api/publications?limit=2`)).json();
  const { nextCursor } = first as { nextCursor: string };
  expect((await fetch(`${other.url}/api/publications?limit=2&cursor=${nextCursor}`)).status).toBe(200);
  expect((await fetch(`${url}/api/publications?limit=2&cursor=${nextCursor}`)).status).toBe(400);
});
