import { expect, test } from 'vitest';
import type { EntityType, ProcessedPost } from '../../functions/common/domain/post.ts';
import { withWish } from '../../tools/names/decide.ts';
import { makeChange } from '../../tools/names/store.ts';
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
let url: string;

const MS_PER_DAY = 86_400_000;
const now = Date.now();
const dayAgo = (days: number): string => new Date(now - days * MS_PER_DAY).toISOString().slice(0, 10);
const random = seededRandom(5);
/** Each name with the share of the articles of Daily and of Weekly that name it. */
const names: readonly (readonly [text: string, type: EntityType, daily: number, weekly: number])[] = [
  ['Oslo', 'place', 0.8, 0.2],
  ['Rome', 'place', 0.3, 0.3],
  ['Ada Lovelace', 'person', 0.4, 0],
  ['Grace Hopper', 'person', 0, 0.5],
];
const posts: readonly ProcessedPost[] = Array.from({ length: 120 }, (_, n) => {
  const isDaily = n % 3 !== 0;
  return processedPost({
    postId: `${n}`,
    publication: isDaily ? 'Daily' : 'Weekly',
    publishedAt: `${dayAgo(Math.floor(random.fraction() * 14))}T06:00:00Z`,
    acceptedAt: new Date(now).toISOString(),
    entities: names
      .filter(([, , daily, weekly]) => random.fraction() < (isDaily ? daily : weekly))
      .map(([text, type]) => ({ type, text, count: 2 })),
  });
});
const naming = (text: string, of: readonly ProcessedPost[] = posts) =>
  of.filter(({ entities }) => entities.some((one) => one.text === text));
const dayOf = ({ publishedAt = '' }: ProcessedPost): string => publishedAt.slice(0, 10);

beforeTests(async (parts) => {
  await save(emulators, posts);
  await rollUp(emulators, true);
  const show = parts.use(await serveShow(emulators.env));
  url = show.url;
  api = await openApiClient(url);
});

test('names are compared by day, in the requested order', async () => {
  const { body } = await api.get('/api/compare?name=Rome&name=OSLO&name=Nobody&range=7d');
  const week = posts.filter((post) => dayOf(post) >= dayAgo(6));
  expect(body).toMatchObject({ of: 'names', step: 'day', articles: week.length });
  expect(body.names.map(({ text }: { text: string }) => text)).toEqual(['Rome', 'Oslo', 'Nobody']);
  for (const { text, articles, share, points } of body.names) {
    const own = naming(text, week);
    expect(articles).toBe(own.length);
    expect(share).toBeCloseTo(own.length / week.length, 4);
    expect(points).toEqual(
      Array.from({ length: 7 }, (_, n) => dayAgo(6 - n)).map((at) => {
        const count = own.filter((post) => dayOf(post) === at).length;
        return { at, articles: count, mentions: 2 * count };
      }),
    );
  }
});

test('publications are compared by the shares of their articles that have each name', async () => {
  const { body } = await api.get('/api/compare?publication=daily&publication=weekly');
  const of = (publication: string) => posts.filter((post) => post.publication === publication);
  const [daily, weekly] = [of('Daily'), of('Weekly')];
  expect(body.publications).toEqual([
    { id: 'daily', name: 'Daily', articles: daily.length },
    { id: 'weekly', name: 'Weekly', articles: weekly.length },
  ]);
  expect(body.names.map(({ text }: { text: string }) => text)).toEqual(['Oslo', 'Rome']);
  for (const { text, articles, shares } of body.names) {
    const counts = [naming(text, daily).length, naming(text, weekly).length];
    expect(articles).toEqual(counts);
    expect(shares[0]).toBeCloseTo((counts[0] ?? 0) / daily.length, 4);
    expect(shares[1]).toBeCloseTo((counts[1] ?? 0) / weekly.length, 4);
  }
  expect(body.only.map((list: { text: string }[]) => list.map(({ text }) => text))).toEqual([
    ['Ada Lovelace'],
    ['Grace Hopper'],
  ]);
  expect(body).toMatchObject({ namesTotal: 2, onlyTotals: [1, 1] });
});

test.each([
  ['name=Rome', 'name'],
  ['', 'name'],
  ['name=a&name=b&name=c&name=d&name=e&name=f', 'name'],
  ['name=Rome&name=Oslo&publication=daily&publication=weekly', 'name'],
  ['publication=daily', 'publication'],
  ['name=Rome&name=Oslo&range=7d&range=30d', 'range'],
  ['name=Rome&name=%20', 'name'],
])('a comparison of ?%s is refused with the name of %s', async (query, path) => {
  const { status, body } = await api.get(`/api/compare?${query}`);
  expect([status, body.errors[0].path.split('.')[0].split('[')[0]]).toEqual([400, path]);
});

test('a comparison with an unknown publication is 404', async () => {
  for (const query of ['publication=daily&publication=nobody', 'publication=__x__&publication=daily'])
    expect((await api.get(`/api/compare?${query}`)).status).toBe(404);
});

test('company counts the names in the articles of a name, up to a limit of articles', async () => {
  reads.take();
  const { body } = await api.get('/api/names/place/oslo/together?range=7d');
  const own = naming('Oslo').filter((post) => dayOf(post) >= dayAgo(6));
  // One read an article, and one each for their count, the changes of names and the read time.
  expect(reads.take()).toBeLessThanOrEqual(own.length + 5);
  expect(body).toMatchObject({
    name: { type: 'place', text: 'Oslo', key: 'oslo' },
    looked: own.length,
    total: own.length,
    isTotalExact: true,
    days: { from: dayAgo(6), to: dayAgo(0) },
  });
  const byHand = names
    .map(([text]) => [text, naming(text, own).length] as const)
    .filter(([text, count]) => text !== 'Oslo' && count > 0);
  expect(
    body.names.map(({ text, articles }: { text: string; articles: number }) => [text, articles]).toSorted(),
  ).toEqual(byHand.toSorted());
  const people = (await api.get('/api/names/place/oslo/together?type=person&limit=1')).body;
  expect(people.names).toHaveLength(1);
  expect(people.names[0].type).toBe('person');
  expect((await api.get('/api/names/person/nobody/together')).body).toMatchObject({ names: [], looked: 0 });
  expect((await api.get('/api/names/thing/oslo/together')).status).toBe(400);
});

test('comparisons and company have tables', async () => {
  const csv = async (path: string) => (await (await fetch(`${url}${path}`)).text()).split('\r\n');
  const points = await csv('/api/compare.csv?name=Rome&name=Oslo&range=7d');
  expect(points[0]).toBe('name,at,articles,mentions');
  expect(points).toHaveLength(1 + 2 * 7 + 1);
  const [head, ...rows] = await csv('/api/compare.csv?publication=daily&publication=weekly');
  expect(head).toBe('type,name,key,articles in Daily,articles in Weekly,score');
  expect(rows.some((row) => /^person,Ada Lovelace,ada lovelace,\d+,0,$/.test(row))).toBe(true);
  expect((await csv('/api/names/place/oslo/together.csv'))[0]).toBe('type,name,key,articles,mentions');
});

test('comparisons and company respect merged and hidden names', async () => {
  const deed = { by: 'tester', why: 'a test', at: now };
  const merge = { kind: 'merge', parts: ['Ada Lovelace'], into: 'Grace Hopper' } as const;
  const hide = { kind: 'hide', name: 'Rome', type: undefined } as const;
  for (const [id, wish] of [
    ['1', merge],
    ['2', hide],
  ] as const)
    await makeChange(emulators.firestore, (changes) => withWish(changes, wish, id), deed, false);
  const [grace] = (await api.get('/api/compare?name=Ada+Lovelace&name=Oslo')).body.names;
  const both = naming('Ada Lovelace').length + naming('Grace Hopper').length;
  expect(grace).toMatchObject({ text: 'Grace Hopper', articles: both });
  const { only, names: shared } = (await api.get('/api/compare?publication=daily&publication=weekly')).body;
  expect(only).toEqual([[], []]);
  expect(shared.map(({ text }: { text: string }) => text).toSorted()).toEqual(['Grace Hopper', 'Oslo']);
  const company = (await api.get('/api/names/place/oslo/together')).body.names;
  expect(company.map(({ text }: { text: string }) => text)).toEqual(['Grace Hopper']);
  expect((await api.get('/api/names/person/ada%20lovelace/together')).body.name.text).toBe('Grace Hopper');
  expect((await api.get('/api/names/place/rome/together')).status).toBe(404);
});
