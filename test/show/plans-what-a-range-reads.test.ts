import { Timestamp } from '@google-cloud/firestore';
import { expect, test } from 'vitest';
import type {
  MonthPart,
  OverviewMonth,
  OverviewTotal,
  Part,
  PublicationHead,
  TotalPart,
} from '../../functions/common/domain/store/documents.ts';
import { dayPartsOf, habitPartsOf, sumPartsOf } from '../../functions/common/domain/store/overview-parts.ts';
import {
  coversMonth,
  type Days,
  daysOf,
  includesDay,
  nextMonth,
} from '../../functions/show/counting/range.ts';
import { needsOf } from '../../functions/show/reading/overview-plan.ts';
import { planOf } from '../../functions/show/reading/publication-plan.ts';
import { capped } from '../../functions/show/reading/tables.ts';

const part = (run: string, chunks = 1): Part => ({
  run,
  chunks,
  readAt: Timestamp.fromMillis(0),
  articles: 1,
  changed: 0,
  names: 1,
  cut: 0,
});
const month = (run: string, ...days: readonly string[]): MonthPart => ({ ...part(run), days });
const total = (run: string, of: TotalPart['of']): TotalPart => ({ ...part(run), of });

const head: PublicationHead = {
  name: 'Paper',
  months: {
    '2026-08': month('aug', '2026-08-01', '2026-08-31'),
    '2026-09': month('sep', '2026-09-10'),
    '2026-10': month('oct', '2026-10-01', '2026-10-02'),
    '2026-11': month('nov', '2026-11-01', '2026-11-20'),
  },
  total: total('all', { '2026-08': 'aug', '2026-09': 'sep', '2026-10': 'older' }),
};

function planned(open: readonly string[], days: Parameters<typeof planOf>[2]) {
  const { parts, ...rest } = planOf(head, new Set(open), days);
  return { parts: parts.map(({ part: { run }, columns }) => [run, ...columns]), ...rest };
}

test('all time reads the total up to its last month, and the later months', () => {
  expect(planned([], {})).toEqual({
    parts: [
      ['all', '2026-08', '2026-09'],
      ['oct', '2026-10-01', '2026-10-02'],
      ['nov', '2026-11-01', '2026-11-20'],
    ],
    openDays: [],
    reopenedDays: [],
  });
});

test('a day with an open document is read from its documents, not from its column', () => {
  expect(planned(['2026-08-31', '2026-11-21'], {})).toEqual({
    parts: [
      ['all', '2026-09'],
      ['aug', '2026-08-01'],
      ['oct', '2026-10-01', '2026-10-02'],
      ['nov', '2026-11-01', '2026-11-20'],
    ],
    openDays: ['2026-08-31', '2026-11-21'],
    // All documents of the other day are open, because no roll-up includes it.
    reopenedDays: ['2026-08-31'],
  });
});

test('a range reads the months it touches, and only its own days of them', () => {
  expect(planned(['2026-11-21', '2026-11-22'], { from: '2026-10-02', to: '2026-11-21' })).toEqual({
    parts: [
      ['oct', '2026-10-02'],
      ['nov', '2026-11-01', '2026-11-20'],
    ],
    openDays: ['2026-11-21'],
    reopenedDays: [],
  });
  expect(planned([], { from: '2020-01-01', to: '2020-12-31' }).parts).toEqual([]);
  expect(planOf(undefined, new Set(['2026-11-21']), {}).openDays).toEqual(['2026-11-21']);
});

test('the whole deployment reads the sum of all months where one covers the range, else single months and days', () => {
  const overview: OverviewTotal = {
    months: { '2026-09': total('sep', {}), '2026-10': total('oct', {}) },
    total: { ...total('all', { '2026-09': 'sep', '2026-10': 'oct' }), through: '2026-10' },
  };
  const runs = (days: Parameters<typeof needsOf>[1]) => {
    const { parts, ...rest } = needsOf(overview, days);
    return { runs: parts.map(({ run }) => run), ...rest };
  };
  expect(runs({})).toEqual({ runs: ['all'], months: [], from: '2026-11' });
  expect(runs({ from: '2026-09-02' })).toEqual({ runs: ['oct'], months: ['2026-09'], from: '2026-11' });
  expect(runs({ from: '2026-10-01', to: '2026-10-31' })).toEqual({
    runs: ['oct'],
    months: [],
    from: undefined,
  });
  expect(runs({ from: '2026-12-05' })).toEqual({ runs: [], months: [], from: '2026-12' });
  expect(needsOf(undefined, {})).toEqual({ parts: [], months: [], from: '0000-01' });
  const days = { '2026-11-01': part('first'), '2026-11-02': part('second') };
  expect(dayPartsOf([{ days }], (day) => day >= '2026-11-02').map(({ part: { run } }) => run)).toEqual([
    'second',
  ]);
});

test('the sum of a month so far takes the place of its days where all of them are wanted and unchanged', () => {
  const days = Object.fromEntries(['01', '02', '03', '04'].map((day) => [`2026-11-${day}`, part(day)]));
  const sum = total('sum', { '2026-11-01': '01', '2026-11-03': '03' });
  const runs = (month: OverviewMonth, range: Days) =>
    sumPartsOf([month], (day) => includesDay(range, day)).map((one) => [one.day, one.part.run]);
  expect(runs({ days, sum }, {})).toEqual([
    ['2026-11-02', '02'],
    ['2026-11-03', 'sum'],
    ['2026-11-04', '04'],
  ]);
  expect(runs({ days, sum }, { from: '2026-11-02' })).toEqual(runs({ days }, { from: '2026-11-02' }));
  const changed = { ...days, '2026-11-03': part('newer') };
  expect(runs({ days: changed, sum }, {})).toEqual(runs({ days: changed }, {}));
  const removed = { '2026-11-01': part('01'), '2026-11-02': part('02') };
  expect(runs({ days: removed, sum }, {})).toEqual(runs({ days: removed }, {}));
});

test('the habits of publications are read from sums of months, and from the days that no sum has', () => {
  const over: OverviewTotal = { months: { '2026-09': total('sep', {}), '2026-10': total('oct', {}) } };
  const days = Object.fromEntries(['01', '02', '03', '30'].map((day) => [`2026-11-${day}`, part(day)]));
  const sum = total('sum', { '2026-11-01': '01', '2026-11-02': '02' });
  const { months, days: single } = habitPartsOf(over, [{ days, sum }], {
    from: '2026-10-20',
    to: '2026-11-27',
  });
  expect(months.map((one) => [one.month, one.part.run])).toEqual([
    ['2026-10', 'oct'],
    ['2026-11', 'sum'],
  ]);
  expect(single.map(({ day }) => day)).toEqual(['2026-11-03']);
});

test('reads are limited: the last chunks of the longest tables are omitted first', () => {
  const chunks = (parts: readonly Part[], budget: number) => capped(parts, budget)?.map((one) => one.chunks);
  const parts = [part('a', 1), part('b', 5), part('c', 3)];
  expect(chunks(parts, 9)).toEqual([1, 5, 3]);
  expect(chunks(parts, 8)).toEqual([1, 4, 3]);
  expect(chunks(parts, 6)).toEqual([1, 2, 2]);
  expect(chunks(parts, 3)).toEqual([1, 1, 1]);
  expect(chunks(parts, 2)).toBeUndefined();
});

test('a range of days ends today and has its number of days; a range of months has whole months', () => {
  expect(daysOf({ range: 'today' }, '2026-11-27')).toEqual({ from: '2026-11-27', to: '2026-11-27' });
  expect(daysOf({ range: '7d' }, '2026-03-03')).toEqual({ from: '2026-02-25', to: '2026-03-03' });
  expect(daysOf({ range: '90d' }, '2026-03-31')).toEqual({ from: '2026-01-01', to: '2026-03-31' });
  expect(daysOf({}, '2026-11-27')).toEqual({});
  expect(coversMonth({ from: '2028-02-01', to: '2028-02-28' }, '2028-02')).toBe(false);
  expect(coversMonth({ from: '2028-02-01', to: '2028-02-29' }, '2028-02')).toBe(true);
  expect([nextMonth('2026-12'), nextMonth('2026-01'), nextMonth('2026-02')]).toEqual([
    '2027-01',
    '2026-02',
    '2026-03',
  ]);
});
