import { expect, test } from 'vitest';
import { publicationId } from '../../functions/common/domain/keys.ts';
import type { ProcessedPost } from '../../functions/common/domain/post.ts';
import { seededRandom } from '../support/random.ts';
import { beforeTests, sharedEmulators } from '../support/shared.ts';
import { type ApiClient, openApiClient } from '../support/show/api-client.ts';
import { rollUp, save } from '../support/show/seed.ts';
import { serveShow } from '../support/show/serve.ts';
import { processedPost } from '../support/store.ts';

const emulators = sharedEmulators();
let api: ApiClient;
let url = '';

const MS_PER_DAY = 86_400_000;
const now = Date.now();
const dayAgo = (days: number): string => new Date(now - days * MS_PER_DAY).toISOString().slice(0, 10);
const papers = ['Daily', 'Weekly', 'Monthly'];
/** "Paris" is a place, and sometimes a person: one name, shown as a place. */
const names = [
  { type: 'place', text: 'Paris' },
  { type: 'person', text: 'Paris' },
  { type: 'place', text: 'Oslo' },
  { type: 'person', text: 'Ada Lovelace' },
] as const;

/** The share of the articles that has each name. */
const SHARES = [0.7, 0.1, 0.4, 0.2];

const random = seededRandom(7);
/** Articles of 150 days, most of them of the last weeks. Some days have none. */
const posts: readonly ProcessedPost[] = Array.from({ length: 400 }, (_, n) => {
  const age = Math.floor(random.fraction() ** 3 * 150);
  const chosen = names.filter((_, index) => random.fraction() < (SHARES[index] ?? 0));
  return processedPost({
    postId: `${n}`,
    publication: papers[n % papers.length] ?? '',
    publishedAt: `${dayAgo(age)}T12:00:00Z`,
    acceptedAt: new Date(now).toISOString(),
    entities: chosen.map(({ type, text }, index) => ({ type, text, count: 1 + ((n + index) % 3) })),
  });
});

interface Point {
  readonly at: string;
  readonly articles: number;
  readonly mentions?: number;
}

/**
 * The expected series, counted by hand. An article that has a name under two types counts for each of them,
 * as in every listing.
 */
function byHand(
  points: readonly string[],
  { name, publication }: { readonly name?: string; readonly publication?: string },
): Point[] {
  return points.map((at) => {
    const own = posts.filter(
      (post) =>
        post.publishedAt?.startsWith(at) && (publication === undefined || post.publication === publication),
    );
    if (name === undefined) return { at, articles: own.length };
    const named = own.flatMap(({ entities }) => entities.filter(({ text }) => text === name));
    return { at, articles: named.length, mentions: named.reduce((sum, { count }) => sum + count, 0) };
  });
}

const daysBack = (count: number): string[] => Array.from({ length: count }, (_, n) => dayAgo(count - 1 - n));
const months = [...new Set(daysBack(150).map((day) => day.slice(0, 7)))];

beforeTests(async (parts) => {
  // Some articles are rolled up, the others were saved after the roll-up.
  await save(emulators, posts.slice(0, 300));
  await rollUp(emulators, true);
  await save(emulators, posts.slice(300));
  await rollUp(emulators);
  const show = parts.use(await serveShow(emulators.env));
  url = show.url;
  api = await openApiClient(url);
});

const series = async (query: Readonly<Record<string, string>>) =>
  (await api.get(`/api/series?${new URLSearchParams(query)}`)).body;

test.each([
  [{}],
  [{ name: 'Paris' }],
  [{ name: 'oslo' }],
  [{ publication: 'Daily' }],
  [{ publication: 'Weekly', name: 'Paris' }],
  [{ publication: 'Monthly', name: 'ADA LOVELACE' }],
] as const)(
  'daily points, of 30 and of 90 days: %o',
  async (asked: { name?: string; publication?: string }) => {
    const query = {
      ...(asked.name !== undefined && { name: asked.name }),
      ...(asked.publication !== undefined && { publication: publicationId(asked.publication) }),
    };
    const spelt = names.find(({ text }) => text.toLowerCase() === asked.name?.toLowerCase())?.text;
    const hand = { ...asked, ...(spelt !== undefined && { name: spelt }) };
    for (const [range, length] of [
      ['30d', 30],
      ['90d', 90],
    ] as const) {
      const { points, step, name } = await series({ ...query, range });
      expect(step).toBe('day');
      expect(points).toEqual(byHand(daysBack(length), hand));
      if (spelt !== undefined) expect(name.text).toBe(spelt);
    }
  },
);

test('monthly points are current for one publication, and for all once months are rolled up again', async () => {
  const of = async (asked: { readonly name?: string; readonly publication?: string }) => {
    const { publication, ...query } = asked;
    const id = publication === undefined ? {} : { publication: publicationId(publication) };
    const { points, step } = await series({ ...query, ...id });
    expect(step).toBe('month');
    const hand = byHand(months, asked);
    expect(points).toEqual(hand.slice(hand.findIndex(({ articles }) => articles > 0)));
  };
  await of({ publication: 'Daily', name: 'Paris' });
  await of({ publication: 'Weekly' });
  await rollUp(emulators, true);
  await of({});
  await of({ name: 'Paris' });
  await of({ publication: 'Daily', name: 'Paris' });
});

test.each([
  '',
  'range=today',
  'range=7d',
  'range=90d',
  `from=${dayAgo(20)}&to=${dayAgo(8)}`,
  `from=${dayAgo(120)}`,
])('the trends in a list of names equal their series, over a range of limited length: %s', async (range) => {
  for (const path of ['/api/names', `/api/publications/${publicationId('Weekly')}/names`]) {
    const { body: list } = await api.get(`${path}?trend=true&${range}`);
    const { from, to } = list.trendDays;
    expect(list.names.length).toBeGreaterThan(0);
    for (const { type, key, trend } of list.names) {
      const of = path === '/api/names' ? '' : `&publication=${publicationId('Weekly')}`;
      const { body: series } = await api.get(
        `/api/series?name=${encodeURIComponent(key)}&type=${type}&from=${from}&to=${to}${of}`,
      );
      expect(trend).toEqual(series.points.map((point: Point) => point.articles));
    }
  }
});

test.each(['30d', 'all'])(
  'the points of a name by publication equal the series of each, of %s',
  async (range) => {
    const { points, publications, others } = await series({ name: 'Paris', range, split: 'publication' });
    expect(publications).toHaveLength(papers.length);
    expect(others.publications).toBe(0);
    const last = points.at(-1)?.at ?? '';
    for (const { id, name, articles, mentions } of publications) {
      expect(name).toBe(papers.find((paper) => publicationId(paper) === id));
      const hand = byHand(
        points.map(({ at }: Point) => at),
        { name: 'Paris', publication: name },
      );
      expect({ articles, mentions }).toEqual({
        articles: hand.map((point) => point.articles),
        mentions: hand.map((point) => point.mentions),
      });
    }
    const csv = await (
      await fetch(`${url}/api/series.csv?name=Paris&range=${range}&split=publication`)
    ).text();
    expect(csv.trim().split('\r\n').at(-1)).toMatch(new RegExp(`^${last}(,\\d+){6}$`));
  },
);

test('points by publication need a name and no publication', async () => {
  for (const query of ['split=publication', 'split=publication&name=Paris&publication=daily']) {
    const { status, body } = await api.get(`/api/series?${query}`);
    expect([status, body.errors[0].path]).toEqual([400, 'split']);
  }
});

test('an unknown name has a series of zeros, and an unknown publication has none', async () => {
  const nobody = await series({ name: 'Nobody At All', range: '7d' });
  expect(nobody.name).toBeUndefined();
  expect(nobody.points).toEqual(daysBack(7).map((at) => ({ at, articles: 0, mentions: 0 })));
  expect((await api.get('/api/series?publication=nobody-reads')).status).toBe(404);
  expect((await api.get('/api/series?publication=__x__')).status).toBe(404);
});

test('a range that is too long for daily points is refused', async () => {
  const { status, body } = await api.get(`/api/series?step=day&from=${dayAgo(93)}`);
  expect([status, body.errors]).toEqual([
    400,
    [{ path: 'step', message: 'must be month for more than 92 days' }],
  ]);
  expect((await api.get(`/api/series?step=day&publication=daily&from=${dayAgo(93)}`)).status).toBe(200);
  expect((await api.get('/api/series?type=place')).status).toBe(400);
});
