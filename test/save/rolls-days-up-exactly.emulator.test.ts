import type { Firestore } from '@google-cloud/firestore';
import { pino } from 'pino';
import { beforeEach, expect, test } from 'vitest';
import type { ProcessedPost } from '../../functions/common/domain/post.ts';
import { systemRuntime } from '../../functions/common/process/system-runtime.ts';
import { type MonthsSoFar, sumMonthsSoFar } from '../../functions/save/rollup/month-so-far.ts';
import { type PassOptions, type PassResult, pass } from '../../functions/save/rollup/pass.ts';
import { rolledUp, rollUpDifferences } from '../support/rollups.ts';
import { shared, sharedEmulators } from '../support/shared.ts';
import { openTestStore, processedPost } from '../support/store.ts';
import { countsByDay } from '../support/truth.ts';

const emulators = sharedEmulators();
const store = shared(() => openTestStore(emulators));
beforeEach(async () => {
  const { firestore } = emulators;
  for (const collection of await firestore.listCollections()) await firestore.recursiveDelete(collection);
});

const log = pino({ level: 'silent' });

function rollUp(
  given: Partial<PassOptions> = {},
  firestore: Firestore = emulators.firestore,
): Promise<PassResult> {
  const options = {
    isForced: true,
    isRebuilt: false,
    withMonths: true,
    quietMs: 0,
    signal: new AbortController().signal,
  };
  return pass({ firestore, runtime: systemRuntime }, log, { ...options, ...given });
}

let posts = 0;

function post(publication: string, publishedAt: string, names: readonly string[]): ProcessedPost {
  posts += 1;
  const entities = names.map((text) => ({ type: 'place', text, count: 2 }) as const);
  const acceptedAt = new Date().toISOString();
  return processedPost({ postId: `${posts}`, publication, publishedAt, acceptedAt, entities });
}

const save = (list: readonly ProcessedPost[]) => store().save(list);

/** Compares all roll-ups with the day documents. */
async function expectSumsOfDays(): Promise<void> {
  expect(await rollUpDifferences(emulators.firestore)).toEqual([]);
}

const old = [
  post('Daily', '2025-03-04T10:00:00Z', ['Paris', 'Oslo']),
  post('Daily', '2025-03-04T11:00:00Z', ['Paris']),
  post('Daily', '2025-03-05T11:00:00Z', ['Rome']),
  post('Daily', '2025-04-01T00:00:00Z', ['Paris']),
  post('Weekly', '2025-03-04T10:00:00Z', ['Paris', 'PARIS']),
];

test('past days move into months and totals, and the overview holds every day', async () => {
  await save(old);
  await save([post('Daily', new Date().toISOString(), ['Kigali'])]);
  expect(await rollUp()).toMatchObject({ documents: 5, conflicts: 0, failures: 0 });
  await expectSumsOfDays();
  const found = await rolledUp(emulators.firestore);
  expect(Object.keys(found.months.daily ?? {})).toEqual(['2025-03', '2025-04']);
  expect(Object.keys(found.totals.daily ?? {})).toEqual(['2025-03', '2025-04']);
  // The day of today stays open.
  expect(found.open).toBe(1);
});

test('a pass without new articles replaces no document', async () => {
  await save(old);
  await rollUp();
  const before = await rolledUp(emulators.firestore);
  expect(await rollUp()).toMatchObject({ documents: 0, replaced: 0 });
  expect(await rolledUp(emulators.firestore)).toEqual(before);
});

test('a late post reopens its day, and the next pass includes it', async () => {
  await save(old);
  await rollUp();
  await save([
    post('Daily', '2025-03-04T20:00:00Z', ['Lima']),
    post('Daily', '2025-03-06T20:00:00Z', ['Lima']),
    post('Monthly', '2024-01-01T00:00:00Z', ['Lima']),
  ]);
  expect((await rolledUp(emulators.firestore)).open).toBe(3);
  await rollUp();
  await expectSumsOfDays();
  expect((await rolledUp(emulators.firestore)).open).toBe(0);
});

test('concurrent passes and savers leave roll-ups that equal the days', async () => {
  await save(old);
  const later = Array.from({ length: 30 }, (_, index) =>
    post(index % 2 === 0 ? 'Daily' : 'Weekly', `2025-03-0${1 + (index % 6)}T10:00:00Z`, [
      'Paris',
      `Place ${index}`,
    ]),
  );
  await Promise.all([
    rollUp(),
    rollUp(),
    (async () => {
      for (const one of later) await save([one]);
    })(),
    rollUp(),
  ]);
  for (let round = 0; round < 3; round++) await rollUp();
  await expectSumsOfDays();
  expect((await rolledUp(emulators.firestore)).open).toBe(0);
});

test('a rebuild computes the roll-ups from the days alone, whatever they held before', async () => {
  await save(old);
  await rollUp();
  const chunks = await emulators.firestore.collection('rollups').get();
  await Promise.all(chunks.docs.slice(0, 3).map((chunk) => chunk.ref.delete()));
  await emulators.firestore.doc('overview/2025-03').delete();
  await emulators.firestore.doc('publications/weekly').delete();
  expect(await rollUp({ isRebuilt: true })).toMatchObject({ failures: 0, conflicts: 0 });
  const { stray: _, ...found } = await rolledUp(emulators.firestore);
  const days = await countsByDay(emulators.firestore);
  expect(found.overviewDays).toEqual(days);
  expect(Object.keys(found.months).toSorted()).toEqual(['daily', 'weekly']);
});

test('a month so far has a sum of its days, which is made again when one of them changes', async () => {
  const { firestore } = emulators;
  const month = { currentMonth: '2025-03', over: '2025-03-31', isForced: true };
  const sum = (options: Partial<MonthsSoFar> = {}) =>
    sumMonthsSoFar({ firestore, runtime: systemRuntime }, { ...month, ...options });
  const sums = async () => (await rolledUp(firestore)).sumsSoFar.map(({ days }) => days.toSorted());
  const arrives = (day: string) => post('Daily', `2025-03-${day}T10:00:00Z`, ['Paris', `Place ${day}`]);
  await save(['01', '02'].map(arrives));
  await rollUp({ withMonths: false, isForced: false });
  expect(await sum()).toBe(0);
  await save(['03', '31'].map(arrives));
  await rollUp({ withMonths: false, isForced: false });
  // Days that have just changed rest first.
  expect(await sum({ isForced: false })).toBe(0);
  expect(await sum()).toBe(1);
  expect(await sum()).toBe(0);
  expect(await sum({ isForced: false })).toBe(0);
  expect(await sums()).toEqual([['2025-03-01', '2025-03-02', '2025-03-03']]);
  expect(await rollUpDifferences(firestore, '2025-03')).toEqual([]);

  await save([arrives('02')]);
  await rollUp({ withMonths: false, isForced: false });
  expect(await sums()).toEqual([]);
  expect(await sum()).toBe(1);
  expect(await sums()).toEqual([['2025-03-01', '2025-03-02', '2025-03-03']]);
  expect(await rollUpDifferences(firestore, '2025-03')).toEqual([]);

  await rollUp();
  expect(await sums()).toEqual([]);
  await expectSumsOfDays();
});

test('past days stay open until there are enough for a commit', async () => {
  const yesterday = new Date(Date.now() - 30 * 60 * 60 * 1_000).toISOString();
  await save([post('Daily', yesterday, ['Paris'])]);
  await rollUp({ isForced: false });
  const found = await rolledUp(emulators.firestore);
  expect(found.open).toBe(1);
  expect(Object.keys(found.overviewDays)).toHaveLength(1);
});

test('a month waits while articles of its past days arrive, until readers would read too many documents', async () => {
  const monthsOf = async () => Object.keys((await rolledUp(emulators.firestore)).months);
  await save([post('Daily', '2025-03-04T10:00:00Z', ['Paris'])]);
  await rollUp({ isForced: false, quietMs: 60_000 });
  expect(await monthsOf()).toEqual([]);
  await rollUp({ isForced: false, quietMs: 0 });
  expect(await monthsOf()).toEqual(['daily']);

  const days = Array.from({ length: 28 }, (_, n) => `2025-02-${String(n + 1).padStart(2, '0')}T10:00:00Z`);
  for (let round = 0; round < 2; round++) {
    // Another writer in each round, so that each day has two documents.
    await using writer = await openTestStore(emulators);
    await writer.save(days.map((day) => post('Weekly', day, ['Oslo'])));
  }
  await rollUp({ isForced: false, quietMs: 60_000 });
  expect((await monthsOf()).toSorted()).toEqual(['daily', 'weekly']);
  await rollUp();
  await expectSumsOfDays();
});
