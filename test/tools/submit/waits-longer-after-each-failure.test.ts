import { expect, test } from 'vitest';
import { parseRetryAfter, retryDelayMs } from '../../../tools/submit/retry-delay.ts';
import { chanceOf } from '../../support/virtual-runtime.ts';

test('a delay is random below a limit that doubles, and never shorter than the server asked for', () => {
  expect(retryDelayMs(1, 0, chanceOf(1))).toBe(500);
  expect(retryDelayMs(2, 0, chanceOf(1))).toBe(1_000);
  expect(retryDelayMs(100, 0, chanceOf(1))).toBe(30_000);
  expect(retryDelayMs(5, 0, chanceOf(0))).toBe(0);
  expect(retryDelayMs(1, 7_000, chanceOf(0))).toBe(7_000);
  expect(retryDelayMs(1, 86_400_000, chanceOf(0))).toBe(120_000);
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
