import fc from 'fast-check';
import { expect, test } from 'vitest';
import { habitsOf, silenceOf, silentPublications } from '../../functions/common/domain/silence.ts';
import { addDays } from '../../functions/common/domain/store/day.ts';
import { buildTable, emptyTable, type Table } from '../../functions/common/domain/store/table.ts';
import { sumDays } from '../../functions/save/rollup/overview.ts';
import { beforeTests, sharedEmulators } from '../support/shared.ts';
import { type ApiClient, openApiClient } from '../support/show/api-client.ts';
import { rollUp, save } from '../support/show/seed.ts';
import { serveShow } from '../support/show/serve.ts';
import { processedPost } from '../support/store.ts';

const TODAY = '2026-11-27';
const isWeekend = (day: string): boolean => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());

/** Articles by day, up to today: those from `first` to `last` days ago have some. */
function habit(first: number, last: number, of: (day: string) => number, today = TODAY): number[] {
  return Array.from({ length: 70 }, (_, n) => 69 - n).map((age) =>
    age <= first && age >= last ? of(addDays(today, -age)) : 0,
  );
}

test('a daily publication is silent on a day without articles when many are expected', () => {
  const steady = (last: number) => habit(40, last, () => 10);
  expect(silenceOf(steady(1), TODAY, 0.9)).toBeUndefined();
  expect(silenceOf(steady(2), TODAY, 0)).toEqual({ lastDay: addDays(TODAY, -2), expected: 10 });
  expect(silenceOf(steady(0), TODAY, 0.9)).toBeUndefined();
});

test('a weekly pause is expected, and a rare publication is given more time', () => {
  const monday = '2026-11-23';
  const weekdays = habit(42, 3, (day) => (isWeekend(day) ? 0 : 10), monday);
  expect(silenceOf(weekdays, monday, 0)).toBeUndefined();
  const rare = (last: number) => habit(60, last, (day) => (day.endsWith('1') || day.endsWith('6') ? 1 : 0));
  expect(silenceOf(rare(6), TODAY, 0.5)).toBeUndefined();
  expect(silenceOf(rare(12), TODAY, 0.5)).toBeUndefined();
});

test('a publication without a habit is never silent', () => {
  expect(silenceOf([], TODAY, 0.5)).toBeUndefined();
  expect(
    silenceOf(
      habit(5, 5, () => 1_000),
      TODAY,
      0.5,
    ),
  ).toBeUndefined();
});

test('the sum of a month gives the same habits as its days', () => {
  const dayOf = (day: string, counts: Readonly<Record<string, number>>): [string, Table] => {
    const columns = Object.entries(counts).map(([id, articles]) => ({
      column: { id, name: id.toUpperCase(), articles, changed: 0 },
      names: [],
    }));
    return [day, buildTable(emptyTable, () => false, columns)];
  };
  const tables = new Map([
    dayOf('2026-10-01', { a: 1, early: 9 }),
    dayOf('2026-10-09', { a: 2, b: 3 }),
    dayOf('2026-10-31', { b: 4 }),
  ]);
  const watched = { from: '2026-10-05', to: '2026-11-02' };
  const fromDays = habitsOf(
    watched,
    [...tables].map(([day, { columns }]) => [day, columns]),
  );
  expect(fromDays.map(({ id, articles }) => [id, articles.length, articles[4], articles[26]])).toEqual([
    ['a', 29, 2, 0],
    ['b', 29, 3, 4],
  ]);
  expect(habitsOf(watched, [], [['2026-10', sumDays(tables).columns]])).toEqual(fromDays);
});

test('habits tell the same whenever they are asked, earlier or later on a day and on the next one', () => {
  const count = fc.constantFrom(0, 0, 1, 5);
  const habit = fc.array(count, { minLength: 70, maxLength: 70 });
  const noon = Date.parse(`${TODAY}T12:00:00Z`);
  const hours = fc.array(fc.integer({ min: -12, max: 30 }), { maxLength: 5 });
  fc.assert(
    fc.property(fc.array(habit, { maxLength: 5 }), fc.nat(30), hours, (lists, silent, times) => {
      const habits = lists.map((articles, n) => ({
        id: `p${n}`,
        name: `P${n}`,
        articles: articles.map((own, day) => (day + silent < articles.length ? own : 0)),
      }));
      for (const hour of times) {
        const now = noon + hour * 3_600_000;
        expect(silentPublications(habits, now)).toEqual(silentPublications([...habits], now));
      }
    }),
  );
});

const emulators = sharedEmulators();
let api: ApiClient;

beforeTests(async (parts) => {
  const today = new Date().toISOString().slice(0, 10);
  const posts = ['Alive', 'Lost'].flatMap((publication) =>
    Array.from({ length: 20 }, (_, age) => age)
      .filter((age) => publication === 'Alive' || age >= 4)
      .flatMap((age) =>
        [1, 2, 3].map((n) =>
          processedPost({
            postId: `${age}-${n}`,
            publication,
            publishedAt: `${addDays(today, -age)}T00:00:00Z`,
            acceptedAt: new Date().toISOString(),
          }),
        ),
      ),
  );
  await save(emulators, posts);
  await rollUp(emulators, true);
  const show = parts.use(await serveShow(emulators.env));
  api = await openApiClient(show.url);
});

test('a silent publication is reported with its last day, and an active one is not', async () => {
  const today = new Date().toISOString().slice(0, 10);
  const { body } = await api.get('/api/silent');
  expect(body.watched).toBe(2);
  expect(body.publications).toEqual([
    { id: 'lost', name: 'Lost', lastDay: addDays(today, -4), expected: expect.any(Number) },
  ]);
});

test('silence is marked in the list of publications and in its table', async () => {
  const [{ lastDay, expected }] = (await api.get('/api/silent')).body.publications;
  const { publications } = (await api.get('/api/publications')).body;
  expect(
    publications.map(({ id, silence }: { id: string; silence?: object }) => [id, silence?.constructor]),
  ).toEqual([
    ['alive', undefined],
    ['lost', Object],
  ]);
  expect(publications[1].silence.lastDay).toBe(lastDay);
  expect(publications[1].silence.expected).toBeCloseTo(expected, 0);
});
