import { expect, test } from 'vitest';
import { endsWithin } from '../../../functions/common/process/within.ts';

test('work that ends in time, well or not, is told from work that does not', async () => {
  expect(await endsWithin(1_000, Promise.resolve())).toBe(true);
  expect(await endsWithin(1_000, Promise.reject(new Error('no')))).toBe(true);
  expect(await endsWithin(10, new Promise(() => undefined))).toBe(false);
});
