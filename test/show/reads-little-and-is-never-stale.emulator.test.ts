import { setTimeout as sleep } from 'node:timers/promises';
import { Timestamp } from '@google-cloud/firestore';
import { expect, test } from 'vitest';
import { dayOf } from '../../functions/common/domain/store/day.ts';
import { collections, type DayDocument } from '../../functions/common/domain/store/documents.ts';
import { buildTable, emptyTable } from '../../functions/common/domain/store/table.ts';
import { encodeTable } from '../../functions/common/domain/store/table-codec.ts';
import { tallyOf } from '../../functions/common/domain/store/tally.ts';
import { countReads } from '../bench/show.count-reads.ts';
import { beforeTests, sharedEmulators } from '../support/shared.ts';
import { type ApiClient, openApiClient } from '../support/show/api-client.ts';
import { rollUp, save, seed } from '../support/show/seed.ts';
import { serveShow } from '../support/show/serve.ts';
import { postNaming } from '../support/store.ts';

const emulators = sharedEmulators();
const reads = countReads();
let api: ApiClient;

beforeTests(async (parts) => {
  const show = parts.use(await serveShow(emulators.env));
  api = await openApiClient(show.url);
});

const person = (text: string) => ({ type: 'person', text, count: 1 }) as const;
const mostReads = 150;

test('the next response includes every commit whatever is cached, and a response of the past never changes', async () => {
  const path = '/api/publications/fresh%20times/names?limit=1';
  for (let n = 1; n <= 4; n++) {
    await save(emulators, [postNaming('Fresh Times', [person('Ada'), person(`Other ${n}`)])]);
    const { body } = await api.get(path);
    expect(body).toMatchObject({
      names: [{ text: 'Ada', articles: n }],
      publication: { articles: n },
      total: n + 1,
    });
    // The roll-up changes where counts are stored, not their values.
    await rollUp(emulators, n % 2 === 0);
    expect((await api.get(path)).body.names).toEqual(body.names);
    const next = (await api.get(`${path}&cursor=${body.nextCursor}`)).body;
    expect(next).toMatchObject({ publication: { articles: n }, total: n + 1, readAt: body.readAt });
  }
});

test('an article of a day that is rolled up already is added to it at once', async () => {
  const days = ['2026-10-30', '2026-10-31', '2026-11-02'];
  const post = (day: string) =>
    postNaming('Late Times', [person('Late Lily')], {
      publishedAt: `${day}T10:00:00Z`,
      acceptedAt: new Date().toISOString(),
    });
  await seed(emulators, days.map(post));
  await rollUp(emulators, true);
  const articles = async (query: string): Promise<number> =>
    (await api.get(`/api/publications/late%20times/names?${query}`)).body.names[0]?.articles ?? 0;
  const october = 'from=2026-10-01&to=2026-10-31';
  expect([await articles(''), await articles(october)]).toEqual([3, 2]);
  await save(emulators, [post('2026-10-31')]);
  expect([await articles(''), await articles(october), await articles('from=2026-11-01')]).toEqual([4, 3, 1]);
  await rollUp(emulators, true);
  expect([await articles(''), await articles(october), await articles('from=2026-11-01')]).toEqual([4, 3, 1]);
});

test('data shared between requests is never older than SHOW_CACHE_MS', async () => {
  const cacheMs = 700;
  await using show = await serveShow({ ...emulators.env, SHOW_CACHE_MS: String(cacheMs) });
  const cached = await openApiClient(show.url);
  const path = '/api/publications/cached%20times/names';
  const articles = async (query = ''): Promise<number> =>
    (await cached.get(`${path}?${query}`)).body.publication.articles;
  await save(emulators, [postNaming('Cached Times', [person('Ada')])]);
  expect(await articles()).toBe(1);
  await save(emulators, [postNaming('Cached Times', [person('Ada')])]);
  await sleep(cacheMs + 50);
  // Another listing of the publication uses the tables read for this one.
  expect(await articles()).toBe(2);
  reads.take();
  expect(await articles('by=mentions')).toBe(2);
  expect(await articles('q=ada&range=90d')).toBe(2);
  expect(reads.take()).toBe(0);
});

test('a publication with more open documents than a response reads has its last days from the overview', async () => {
  const today = dayOf(Date.now());
  const batch = emulators.firestore.batch();
  for (let n = 0; n < 60; n++) {
    const document: DayDocument = {
      publication: 'flood',
      day: today,
      name: 'Flood',
      open: true,
      articles: 1,
      person: { Noah: tallyOf(1, 2) },
    };
    batch.set(emulators.firestore.collection(collections.days).doc(`flood-${n}`), document);
  }
  await batch.commit();
  await rollUp(emulators);
  reads.take();
  const { body } = await api.get('/api/publications/flood/names');
  expect(reads.take()).toBeLessThanOrEqual(mostReads);
  expect(body).toMatchObject({ names: [{ text: 'Noah', articles: 60, mentions: 120 }], isBehind: true });
});

test('a response says that names are cut when a table or an unread chunk lacks some', async () => {
  const names = Array.from({ length: 50 }, (_, n) => ({
    type: 'place' as const,
    text: `Place ${n}`,
    key: `place ${n}`,
    articles: 50 - n,
    mentions: 50 - n,
  }));
  const column = { id: '2026-05-05', articles: 50, changed: 0 };
  const table = buildTable(emptyTable, () => true, [{ column, names }], 20);
  const [chunk] = encodeTable(table);
  await emulators.firestore.doc('rollups/cut-0').create({ data: chunk, of: 'a test' });
  await emulators.firestore.doc('publications/cut').create({
    name: 'Cut',
    months: {
      '2026-05': {
        run: 'cut',
        chunks: 1,
        readAt: Timestamp.now(),
        articles: 50,
        changed: 0,
        names: 25,
        cut: table.cut,
        days: ['2026-05-05'],
      },
    },
  });
  const { body } = await api.get('/api/publications/cut/names');
  expect(body).toMatchObject({ total: 20, cut: 30 + 5, publication: { articles: 50 } });
});

test('no response costs more than its limit of reads, however many days and documents there are', async () => {
  const posts = Array.from({ length: 120 }, (_, n) =>
    postNaming('Spread Times', [person(`Name ${n}`)], {
      publishedAt: new Date(Date.UTC(2016, n, 3)).toISOString(),
      acceptedAt: new Date().toISOString(),
    }),
  );
  await save(emulators, posts);
  const paths = [
    '/api/publications/spread%20times/names',
    '/api/publications/spread%20times/names?range=90d',
    '/api/publications?top=50&limit=100',
    '/api/names?limit=100',
    '/api/names/person/name%201',
    '/api/articles?name=name+1&limit=100',
    '/api/articles?publication=spread+times&limit=100',
    '/api/stats',
  ];
  const check = async (): Promise<void> => {
    for (const path of paths) {
      reads.take();
      const { status } = await api.get(path);
      expect([200, 404, 503], path).toContain(status);
      expect(reads.take(), path).toBeLessThanOrEqual(mostReads);
    }
  };
  await check();
  await rollUp(emulators, true);
  await check();
  expect((await api.get(paths[0] ?? '')).body).toMatchObject({ total: 120, isBehind: false });
});
