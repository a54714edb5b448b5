import { expect, test } from 'vitest';
import { type Entity, entityTypes } from '../../functions/common/domain/post.ts';
import { seededRandom } from '../support/random.ts';
import { beforeTests, sharedEmulators } from '../support/shared.ts';
import { type ApiClient, openApiClient } from '../support/show/api-client.ts';
import { rollUp, save, seed } from '../support/show/seed.ts';
import { serveShow } from '../support/show/serve.ts';
import { postNaming } from '../support/store.ts';

const NAMES = 230;
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

function nameOf(n: number, count: number): Entity {
  // Few counts for many names, so that ties decide most ranks.
  return {
    type: entityTypes[n % entityTypes.length] ?? 'person',
    text: `Name ${String(n).padStart(3, '0')}`,
    count,
  };
}

/** Changes many counts by a lot, and adds new names. */
async function disturb(publication: string): Promise<void> {
  const moved = Array.from({ length: 60 }, () => nameOf(below(NAMES), 1 + below(9)));
  const added = Array.from({ length: 10 }, (_, n) => nameOf(1_000 + below(9_000) + n, 1 + below(9)));
  const unique = new Map([...moved, ...added].map((one) => [one.text, one]));
  await save(emulators, [postNaming(publication, [...unique.values()])]);
}

interface Walk {
  readonly ids: readonly string[];
  readonly counts: readonly number[];
  readonly pages: number;
}

/** Walks through all pages of a listing. Calls `between` before each page but the first. */
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
      counts.push(item.mentions ?? item.articles);
    }
    cursor = body.nextCursor;
    pages += 1;
  } while (cursor !== null);
  return { ids, counts, pages };
}

const still = async (): Promise<void> => undefined;

test('a walk through names lists each of them once, with the counts of the moment when it began', async () => {
  const publication = 'Moving Times';
  const all = Array.from({ length: NAMES }, (_, n) => nameOf(n, 1 + (n % 5)));
  await seed(emulators, [postNaming(publication, all)]);
  const path = '/api/publications/moving%20times/names?by=mentions&limit=20';
  const before = await walk(path, 'names', still);
  expect(before.ids).toHaveLength(NAMES);
  const during = await walk(path, 'names', () => disturb(publication));
  expect(during.pages).toBe(Math.ceil(NAMES / 20));
  expect(during).toEqual(before);
  expect(new Set(during.ids).size).toBe(NAMES);
  // Proves that the counts moved: a new walk has another ranking.
  const after = await walk(path, 'names', still);
  expect(after.ids.length).toBeGreaterThan(NAMES);
  expect(after.ids.slice(0, 20)).not.toEqual(before.ids.slice(0, 20));
  expect(after.counts).toEqual(after.counts.toSorted((a, b) => b - a));
});

test('a walk of one type, one word or one range lists each name once too', async () => {
  const publication = 'Moving Times';
  const base = '/api/publications/moving%20times/names';
  for (const query of [
    'type=place&by=mentions&limit=19',
    'q=name+1&limit=19',
    'q=n&type=person&by=mentions&limit=21',
    'from=2026-11-20&to=2026-11-20&limit=30',
  ]) {
    const before = await walk(`${base}?${query}`, 'names', still);
    const during = await walk(`${base}?${query}`, 'names', () => disturb(publication));
    expect(during).toEqual(before);
    expect(new Set(during.ids).size).toBe(before.ids.length);
  }
});

test('a walk through publications lists each once while they overtake one another', async () => {
  const names = Array.from({ length: 23 }, (_, n) => `Paper ${n}`);
  await seed(
    emulators,
    names.map((name) => postNaming(name, [])),
  );
  const path = '/api/publications?limit=5&top=2';
  const before = await walk(path, 'publications', still);
  const overtake = async (): Promise<void> => {
    const name = names[below(names.length)] ?? '';
    await seed(emulators, [postNaming(name, []), postNaming(name, [nameOf(1, 1)])]);
    await seed(emulators, [postNaming(`Latecomer ${below(1_000)}`, [])]);
  };
  const during = await walk(path, 'publications', overtake);
  expect(during).toEqual(before);
  expect(new Set(during.ids).size).toBe(before.ids.length);
});

test('a walk through the publications of a name shows the counts of one moment', async () => {
  const named = Array.from({ length: 17 }, (_, n) => `Journal ${n}`);
  const mention = (count: number): Entity => ({ type: 'person', text: 'Grace Hopper', count });
  await seed(
    emulators,
    named.map((name, n) => postNaming(name, [mention(1 + (n % 3))])),
  );
  const path = '/api/names/person/grace%20hopper?by=mentions&limit=4';
  const first = await api.get(path);
  const before = await walk(path, 'publications', still);
  const during = await walk(path, 'publications', async () => {
    await seed(emulators, [postNaming(named[below(17)] ?? '', [mention(5)])]);
  });
  expect(during).toEqual(before);
  const sum = before.counts.reduce((total, count) => total + count, 0);
  expect(first.body).toMatchObject({ mentions: sum, publicationCount: 17, maximum: 3 });
  const later = await api.get(`${path}&cursor=${first.body.nextCursor}`);
  expect(later.body).toMatchObject({ mentions: sum, publicationCount: 17, maximum: 3 });
});

test('a walk through the names of all publications lists each once with its whole sum', async () => {
  const papers = Array.from({ length: 40 }, (_, n) => `Gazette ${n}`);
  await seed(
    emulators,
    papers.map((name, n) =>
      postNaming(name, [
        { type: 'person', text: 'Quentin Blake', count: 2 },
        ...(n % 3 === 0 ? [{ type: 'place', text: 'Quebec', count: 3 } as const] : []),
        { type: 'organization', text: `Quorum ${String(n).padStart(2, '0')}`, count: 1 },
      ]),
    ),
  );
  const expected = [
    { type: 'person', key: 'quentin blake', articles: 40, mentions: 80, publications: 40 },
    { type: 'place', key: 'quebec', articles: 14, mentions: 42, publications: 14 },
    ...papers.map((_, n) => ({
      type: 'organization',
      key: `quorum ${String(n).padStart(2, '0')}`,
      articles: 1,
      mentions: 1,
      publications: 1,
    })),
  ];
  for (const limit of [1, 7]) {
    const found: unknown[] = [];
    let cursor: string | null = null;
    do {
      const page = cursor === null ? '' : `&cursor=${cursor}`;
      const { body } = await api.get(`/api/names?q=q&limit=${limit}${page}`);
      expect(body.names.length).toBeLessThanOrEqual(limit);
      expect(body).toMatchObject({ offset: found.length, total: expected.length });
      found.push(...body.names.map(({ text: _, ...rest }: { text: string }) => rest));
      cursor = body.nextCursor;
      if (cursor !== null && limit === 7) {
        await seed(emulators, [
          postNaming('Gazette 0', [nameOf(1, 9), { type: 'person', text: `Quip ${found.length}`, count: 9 }]),
        ]);
      }
    } while (cursor !== null);
    expect(found).toEqual(expected);
  }
  // A walk that begins now finds the names added meanwhile.
  expect((await api.get('/api/names?q=q')).body.total).toBeGreaterThan(expected.length);
});

test('a walk continues after the roll-up has replaced the documents that it began with', async () => {
  const names = Array.from({ length: 30 }, (_, n) => nameOf(n, 1 + n));
  await seed(emulators, [postNaming('Rolled Times', names)]);
  const path = '/api/publications/rolled%20times/names?by=mentions&limit=7';
  const before = await walk(path, 'names', still);
  const during = await walk(path, 'names', async () => {
    await seed(emulators, [postNaming('Rolled Times', [nameOf(below(30), 50)])]);
    await rollUp(emulators, true);
  });
  expect(during).toEqual(before);
});

test('a cursor is valid only for its listing, and on every instance with the same key', async () => {
  const { body } = await api.get('/api/publications/moving%20times/names?limit=5');
  const elsewhere = await api.get(`/api/publications/paper%201/names?limit=5&cursor=${body.nextCursor}`);
  expect(elsewhere.status).toBe(400);
  expect(elsewhere.body.errors).toEqual([
    { path: 'cursor', message: expect.stringContaining('not a cursor of this listing') },
  ]);
  const filtered = await api.get(
    `/api/publications/moving%20times/names?limit=5&type=place&cursor=${body.nextCursor}`,
  );
  expect(filtered.status).toBe(400);
  for (const other of ['by=mentions', 'range=7d', 'q=name']) {
    const path = `/api/publications/moving%20times/names?limit=5&${other}&cursor=${body.nextCursor}`;
    expect((await api.get(path)).status, other).toBe(400);
  }

  const SHOW_CURSOR_KEY = 'a-key-that-all-instances-know-of-0123456789';
  await using one = await serveShow({ ...emulators.env, SHOW_CURSOR_KEY });
  await using other = await serveShow({ ...emulators.env, SHOW_CURSOR_KEY });
  const first = await (await fetch(`${one.url}/api/publications?limit=2`)).json();
  const { nextCursor } = first as { nextCursor: string };
  expect((await fetch(`${other.url}/api/publications?limit=2&cursor=${nextCursor}`)).status).toBe(200);
  expect((await fetch(`${url}/api/publications?limit=2&cursor=${nextCursor}`)).status).toBe(400);
});
