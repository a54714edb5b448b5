import { expect, test } from 'vitest';
import type { ProcessedPost } from '../../functions/common/domain/post.ts';
import { countReads } from '../bench/show.count-reads.ts';
import { seededRandom } from '../support/random.ts';
import { beforeTests, sharedEmulators } from '../support/shared.ts';
import { type ApiClient, openApiClient } from '../support/show/api-client.ts';
import { rollUp, save } from '../support/show/seed.ts';
import { serveShow } from '../support/show/serve.ts';
import { processedPost } from '../support/store.ts';

const emulators = sharedEmulators();
const reads = countReads();
let api: ApiClient;

const MS_PER_DAY = 86_400_000;
const now = Date.now();
const dayAgo = (days: number): string => new Date(now - days * MS_PER_DAY).toISOString().slice(0, 10);
const random = seededRandom(11);
/** More publications than one query may name. */
const PUBLICATIONS = 40;

const posts: readonly ProcessedPost[] = Array.from({ length: 200 }, (_, n) =>
  processedPost({
    postId: `post-${n}`,
    publication: `Paper ${n % PUBLICATIONS}`,
    publishedAt: `${dayAgo(Math.floor(random.fraction() * 20))}T0${n % 10}:00:00Z`,
    acceptedAt: new Date(now).toISOString(),
    title: `Title ${n}`,
    entities: n % 3 === 0 ? [{ type: 'place', text: 'Oslo', count: 1 }] : [],
  }),
);

beforeTests(async (parts) => {
  await save(emulators, posts);
  await rollUp(emulators, true);
  const show = parts.use(await serveShow(emulators.env));
  api = await openApiClient(show.url);
});

interface Listed {
  readonly id: string;
  readonly at: string;
}

/** All pages of a list. */
async function walk(query: string): Promise<{ ids: string[]; moments: string[]; totals: Set<number> }> {
  const ids: string[] = [];
  const moments: string[] = [];
  const totals = new Set<number>();
  let cursor: string | null = '';
  while (cursor !== null) {
    const given: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const { body, status } = await api.get(`/api/articles?${query}&limit=17${given}`);
    expect(status).toBe(200);
    ids.push(...body.articles.map(({ id }: Listed) => id));
    moments.push(...body.articles.map(({ at }: Listed) => at));
    totals.add(body.total);
    cursor = body.nextCursor;
  }
  return { ids, moments, totals };
}

test.each([
  ['', () => true],
  ['range=7d', ({ day }) => day >= dayAgo(6)],
  [`from=${dayAgo(12)}&to=${dayAgo(5)}`, ({ day }) => day >= dayAgo(12) && day <= dayAgo(5)],
  [`to=${dayAgo(10)}&name=oslo`, ({ day, names }) => day <= dayAgo(10) && names],
  [`publication=paper+3&from=${dayAgo(9)}`, ({ day, paper }) => paper === 'Paper 3' && day >= dayAgo(9)],
] as const satisfies readonly (readonly [
  string,
  (post: { day: string; paper: string; names: boolean }) => boolean,
])[])('a walk through ?%s has each article of the range once, newest first', async (query, belongs) => {
  const expected = posts.filter(({ publishedAt = '', publication, entities }) =>
    belongs({ day: publishedAt.slice(0, 10), paper: publication, names: entities.length > 0 }),
  );
  const { ids, moments, totals } = await walk(query);
  expect(ids.toSorted()).toEqual(expected.map(({ postId }) => postId).toSorted());
  expect(moments).toEqual(moments.toSorted().toReversed());
  expect([...totals]).toEqual([expected.length]);
});

test('the list states its range, its total and the first day with kept articles', async () => {
  const { body } = await api.get('/api/articles?range=30d&limit=1');
  expect(body).toMatchObject({
    days: { from: dayAgo(29), to: dayAgo(0) },
    keptSince: dayAgo(89),
    isTotalExact: true,
    publicationsLeftOut: 0,
  });
});

test('the name of a publication that is new today is as its sender wrote it', async () => {
  const post = processedPost({
    postId: 'first',
    publication: 'Inland Gazette',
    acceptedAt: new Date().toISOString(),
  });
  await save(emulators, [post]);
  const { articles } = (await api.get('/api/articles?publication=inland+gazette')).body;
  expect(articles).toMatchObject([{ publication: { id: 'inland gazette', name: 'Inland Gazette' } }]);
});

test('a page over all publications costs about three reads an article, however many publications there are', async () => {
  await api.get('/api/articles?limit=1');
  for (const limit of [10, 50]) {
    reads.take();
    const { articles } = (await api.get(`/api/articles?limit=${limit}`)).body;
    expect(articles).toHaveLength(limit);
    // Besides the articles: a name for each publication shown, two counts, and the fixed reads of every
    // answer.
    expect(reads.take()).toBeLessThanOrEqual(3 * (limit + 1) + Math.min(limit, PUBLICATIONS) + 10);
  }
});

test('of an unknown publication they are 404, and of one that has none in these days an empty list', async () => {
  expect(await api.get('/api/articles?publication=no%20such%20paper')).toMatchObject({
    status: 404,
    body: { detail: 'There is no publication with the id "no such paper".' },
  });
  const lastYear = await api.get('/api/articles?publication=paper%201&from=2001-01-01&to=2001-12-31');
  expect(lastYear).toMatchObject({ status: 200, body: { articles: [], total: 0 } });
});
