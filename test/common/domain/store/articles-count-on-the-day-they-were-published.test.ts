import { expect, test } from 'vitest';
import {
  addDays,
  dayOf,
  momentOf,
  monthOf,
  startOfDay,
} from '../../../../functions/common/domain/store/day.ts';

const acceptedAt = Date.parse('2026-11-20T12:00:00Z');
const day = (publishedAt: string | undefined): string => dayOf(momentOf(publishedAt, acceptedAt));

test.each([
  ['2026-11-19T23:59:59Z', '2026-11-19'],
  ['2026-11-20T00:30:00+02:00', '2026-11-19'],
  ['2026-11-19T23:30:00-01:00', '2026-11-20'],
  ['2026-11-21T12:00:00Z', '2026-11-21'],
  ['1800-01-01T00:00:00Z', '1800-01-01'],
  ['2016-12-31T23:59:60Z', '2016-12-31'],
  ['2016-12-31t23:59:60.5z', '2016-12-31'],
])('an article of %s counts on %s', (publishedAt, expected) => {
  expect(day(publishedAt)).toBe(expected);
});

test.each([
  undefined,
  '2026-11-21T12:00:01Z',
  '1799-12-31T23:59:59Z',
  '0001-01-01T00:00:00Z',
  '9999-12-31T00:00:00Z',
  'x',
])('an article of %s counts on the day of its acceptance', (publishedAt) => {
  expect(day(publishedAt)).toBe('2026-11-20');
});

test('days and months are in UTC', () => {
  expect(monthOf('2026-11-20')).toBe('2026-11');
  expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
  expect(addDays('2023-12-31', 1)).toBe('2024-01-01');
  expect(startOfDay('2026-11-20')).toBe(Date.UTC(2026, 10, 20));
});
