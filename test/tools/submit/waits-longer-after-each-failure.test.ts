import { expect, test } from 'vitest';
import { backoff, parseRetryAfter } from '../../../tools/submit/backoff.ts';

test('a wait is random below a bound that doubles, and never shorter than the server asked for', () => {
  expect(backoff(1, 0, () => 1)).toBe(500);
  expect(backoff(2, 0, () => 1)).toBe(1_000);
  expect(backoff(100, 0, () => 1)).toBe(30_000);
  expect(backoff(5, 0, () => 0)).toBe(0);
  expect(backoff(1, 7_000, () => 0)).toBe(7_000);
  expect(backoff(1, 86_400_000, () => 0)).toBe(120_000);
});

test.each([
  ['3', 3_000],
  ['Thu, 01 Jan 1970 00:00:09 GMT', 4_000],
  ['Thu, 01 Jan 1970 00:00:01 GMT', 0],
  ['soon', 0],
  [null, 0],
])('Retry-After %s', (header, expected) => {
  expect(parseRetryAfter(header, 5_000)).toBe(expected);
});
