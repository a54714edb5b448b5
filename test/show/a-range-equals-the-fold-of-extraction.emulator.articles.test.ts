/** Compares the numbers of the API over a range with an extraction of the real articles of that range. */
import { expect, test } from 'vitest';
import { entityKey, publicationId } from '../../functions/common/domain/keys.ts';
import type { ProcessedPost } from '../../functions/common/domain/post.ts';
import { launchBrowser, openPage } from '../support/browser/browser.ts';
import { rowsOf, settled, visit } from '../support/browser/page-checks.ts';
import { readArticles } from '../support/posts/articles.ts';
import { beforeTests, sharedEmulators } from '../support/shared.ts';
import { type ApiClient, openApiClient } from '../support/show/api-client.ts';
import { rollUp, save } from '../support/show/seed.ts';
import { serveShow } from '../support/show/serve.ts';
import { foldOf, processedOf } from '../support/truth.ts';

const emulators = sharedEmulators();
let api: ApiClient;
let url: string;
let posts: readonly ProcessedPost[];

const MS_PER_DAY = 86_400_000;
const DAYS = 60;
const now = Date.now();
const dayAgo = (days: number): string => new Date(now - days * MS_PER_DAY).toISOString().slice(0, 10);

beforeTests(async (parts) => {
  posts = readArticles().map((post, n) =>
    processedOf({ ...post, publishedAt: `${dayAgo(n % DAYS)}T00:00:00Z` }),
  );
  // Some days are rolled up and reopened. Without force, the sums of past months wait ten minutes.
  await save(emulators, posts.slice(0, 400));
  await rollUp(emulators, true);
  await save(emulators, posts.slice(400));
  await rollUp(emulators, true);
  const show = parts.use(await serveShow(emulators.env));
  url = show.url;
  api = await openApiClient(url);
}, 300_000);

/** Articles and mentions of each name. A tuple so that a failure shows both. */
type CountsByKey = Map<string, readonly [articles: number, mentions: number]>;

/**
 * The names that the API should list, by key, because it merges the rare types of a name into its frequent
 * one.
 */
function expected(some: readonly ProcessedPost[]): CountsByKey {
  const counts: CountsByKey = new Map();
  for (const own of Object.values(foldOf(some))) {
    for (const [place, count] of Object.entries(own)) {
      if (place === 'articles') continue;
      const isArticles = place.endsWith(' in') && own[place.slice(0, -' in'.length)] !== undefined;
      const key = (isArticles ? place.slice(0, -' in'.length) : place).replace(/^\w+ /, '');
      const [articles, mentions] = counts.get(key) ?? [0, 0];
      counts.set(key, isArticles ? [articles + count, mentions] : [articles, mentions + count]);
    }
  }
  return counts;
}

/** All names of a listing, over all its pages. */
async function listed(path: string): Promise<CountsByKey> {
  const counts: CountsByKey = new Map();
  let cursor: string | null = '';
  while (cursor !== null) {
    const { body, status } = await api.get(`${path}&limit=1000${cursor === '' ? '' : `&cursor=${cursor}`}`);
    expect([status, body.cut]).toEqual([200, 0]);
    for (const { key, articles, mentions } of body.names) {
      const [a, m] = counts.get(key) ?? [0, 0];
      counts.set(key, [a + articles, m + mentions]);
    }
    cursor = body.nextCursor;
  }
  return counts;
}

const ranges: readonly (readonly [query: string, first: number, last: number])[] = [
  ['range=today', 0, 0],
  ['range=7d', 6, 0],
  ['range=30d', 29, 0],
  ['range=90d', 89, 0],
  ['range=all', DAYS, 0],
  [`from=${dayAgo(40)}&to=${dayAgo(11)}`, 40, 11],
  [`from=${dayAgo(50)}`, 50, 0],
  [`to=${dayAgo(20)}`, DAYS, 20],
];

test.each(ranges)(
  '%s: the listing has every name, every article and every list',
  async (query, first, last) => {
    const some = posts.filter(({ publishedAt = '' }) => {
      const day = publishedAt.slice(0, 10);
      return day >= dayAgo(first) && day <= dayAgo(last);
    });
    expect(await listed(`/api/names?${query}`)).toEqual(expected(some));
    const ids = new Set(some.map(({ publication }) => publicationId(publication)));
    const { publications, total } = (await api.get(`/api/publications?${query}&limit=1000`)).body;
    expect(total).toBe(ids.size);
    for (const { id, articles } of publications.slice(0, 5)) {
      const own = some.filter(({ publication }) => publicationId(publication) === id);
      expect(articles).toBe(own.length);
      expect(await listed(`/api/publications/${encodeURIComponent(id)}/names?${query}`)).toEqual(
        expected(own),
      );
    }
    const { points } = (await api.get(`/api/series?${query}`)).body;
    const sum = points.reduce((all: number, { articles }: { articles: number }) => all + articles, 0);
    expect(sum).toBe(some.length);
    expect((await api.get(`/api/articles?${query}&limit=1`)).body.total).toBe(some.length);
  },
);

test.each([
  ['range=today', 0, 0],
  [`from=${dayAgo(12)}&to=${dayAgo(11)}`, 12, 11],
])(
  'the page shows the names that extraction finds, page by page: %s',
  { timeout: 120_000 },
  async (query, first, last) => {
    const some = posts.filter(({ publishedAt = '' }) => {
      const day = publishedAt.slice(0, 10);
      return day >= dayAgo(first) && day <= dayAgo(last);
    });
    await using parts = new AsyncDisposableStack();
    const browser = await launchBrowser();
    parts.defer(() => browser.close());
    const { page, faults } = await openPage(browser, { viewport: { width: 1280, height: 900 } });
    await visit(page, `${url}/names?${query}`);
    const shown = new Map<string, number>();
    for (;;) {
      for (const [text, articles] of await rowsOf(page)) {
        const key = entityKey(text);
        shown.set(key, (shown.get(key) ?? 0) + articles);
      }
      const next = page.getByRole('link', { name: 'Next' });
      if ((await next.count()) === 0) break;
      const before = page.url();
      await next.click();
      await page.waitForURL((address) => String(address) !== before);
      await settled(page);
    }
    const wanted = [...expected(some)].map(([key, [articles]]) => [key, articles]);
    expect([...shown].toSorted()).toEqual(wanted.toSorted());
    expect(faults).toEqual([]);
  },
);

test('the articles behind the count of a leading name are those in which extraction finds it', async () => {
  const { names } = (await api.get('/api/names?range=30d&limit=3')).body;
  for (const { key, text } of names) {
    const naming = posts.filter(
      ({ publishedAt = '', entities }) =>
        publishedAt.slice(0, 10) >= dayAgo(29) && entities.some((one) => entityKey(one.text) === key),
    );
    const { body } = await api.get(`/api/articles?name=${encodeURIComponent(text)}&range=30d&limit=100`);
    expect(body.total).toBe(naming.length);
    expect(body.articles.map(({ id }: { id: string }) => id).toSorted()).toEqual(
      naming
        .map(({ postId }) => postId)
        .toSorted()
        .slice(0, 100),
    );
  }
});
