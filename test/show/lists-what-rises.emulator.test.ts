import { expect, test } from 'vitest';
import type { ProcessedPost } from '../../functions/common/domain/post.ts';
import { beforeTests, sharedEmulators } from '../support/shared.ts';
import { type ApiClient, openApiClient } from '../support/show/api-client.ts';
import { rollUp, save } from '../support/show/seed.ts';
import { serveShow } from '../support/show/serve.ts';
import { processedPost } from '../support/store.ts';

const emulators = sharedEmulators();
let api: ApiClient;

const MS_PER_DAY = 86_400_000;
const now = Date.now();
const dayAgo = (days: number): string => new Date(now - days * MS_PER_DAY).toISOString().slice(0, 10);

let posts = 0;
/** Articles of one day. `naming` says how many of them have each name. */
function articles(age: number, count: number, naming: Readonly<Record<string, number>>): ProcessedPost[] {
  return Array.from({ length: count }, (_, n) => {
    posts += 1;
    return processedPost({
      postId: `${posts}`,
      publication: n % 2 === 0 ? 'Daily' : 'Weekly',
      publishedAt: `${dayAgo(age)}T00:00:00Z`,
      acceptedAt: new Date(now).toISOString(),
      entities: Object.entries(naming)
        .filter(([, some]) => n < some)
        .map(([text]) => ({ type: 'place', text, count: 1 })),
    });
  });
}

beforeTests(async (parts) => {
  await save(emulators, [
    // Long ago, Oslo was in the news once.
    ...articles(60, 20, { Oslo: 5 }),
    // The previous week.
    ...articles(9, 100, { London: 50, Kyiv: 10, Rome: 1 }),
    // This week.
    ...articles(2, 100, { London: 50, Kyiv: 30, Rome: 2, Oslo: 12, Quito: 12 }),
  ]);
  await rollUp(emulators, true);
  const show = parts.use(await serveShow(emulators.env));
  api = await openApiClient(show.url);
});

test('rises are sorted by evidence, without steady and rare names, and new names are marked', async () => {
  const { body } = await api.get('/api/rising');
  expect(
    body.names.map(({ text, articles: count, articlesBefore, isNew }: Record<string, unknown>) => [
      text,
      count,
      articlesBefore,
      isNew,
    ]),
  ).toEqual([
    ['Oslo', 12, 0, false],
    ['Quito', 12, 0, true],
    ['Kyiv', 30, 10, false],
  ]);
  expect(body).toMatchObject({
    total: 3,
    articles: 100,
    articlesBefore: 100,
    days: { from: dayAgo(6), to: dayAgo(0) },
    daysBefore: { from: dayAgo(13), to: dayAgo(7) },
  });
});

test('rises can be asked for by publication, type and number, and as a table', async () => {
  const daily = await api.get('/api/rising?range=7d&publication=daily');
  expect(daily.body).toMatchObject({ articles: 50, articlesBefore: 50 });
  expect(daily.body.names.map(({ text }: { text: string }) => text)).toEqual(['Oslo', 'Quito']);
  expect((await api.get('/api/rising?type=person')).body.names).toEqual([]);
  const one = await api.get('/api/rising?limit=1');
  expect([one.body.names.length, one.body.total]).toEqual([1, 3]);
  expect((await api.get('/api/rising?publication=nobody-reads')).status).toBe(404);
});

test('a range without an earlier range of the same length is refused', async () => {
  for (const query of ['range=all', 'range=90d', `to=${dayAgo(0)}`])
    expect((await api.get(`/api/rising?${query}`)).status, query).toBe(400);
  expect((await api.get('/api/rising?range=30d')).status).toBe(200);
  expect((await api.get('/api/rising?range=today')).body.names).toEqual([]);
});
