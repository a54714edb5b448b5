import { expect, test } from 'vitest';
import { backOffMs } from '../../../functions/common/process/back-off.ts';
import { chanceOf } from '../../support/virtual-runtime.ts';

const limits = { firstMs: 250, longestMs: 10_000 };

test('the longest delay doubles with every failure up to a maximum', () => {
  const longest = [1, 2, 3, 6, 7, 100].map((failures) => backOffMs(failures, limits, chanceOf(1)));
  expect(longest).toEqual([250, 500, 1_000, 8_000, 10_000, 10_000]);
});

test('the delay is a random part of it, from none to all', () => {
  expect(backOffMs(3, limits, chanceOf(0.25))).toBe(250);
  expect(backOffMs(3, limits, chanceOf(0))).toBe(0);
});
