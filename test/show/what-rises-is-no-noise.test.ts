import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LEAST_SCORE, risingScore } from '../../functions/show/counting/rising.ts';

/**
 * G² of a table of two rows and two columns by its definition: twice the sum of observed times ln(observed /
 * expected).
 */
function byDefinition(now: number, before: number, allNow: number, allBefore: number): number {
  const total = allNow + allBefore;
  const [named, unnamed] = [now + before, total - now - before];
  const cells = [
    [now, (allNow * named) / total],
    [before, (allBefore * named) / total],
    [allNow - now, (allNow * unnamed) / total],
    [allBefore - before, (allBefore * unnamed) / total],
  ] as const;
  return (
    2 * cells.reduce((sum, [seen, expected]) => sum + (seen === 0 ? 0 : seen * Math.log(seen / expected)), 0)
  );
}

const counts = fc
  .record({ allNow: fc.integer({ min: 1, max: 5_000 }), allBefore: fc.integer({ min: 1, max: 5_000 }) })
  .chain(({ allNow, allBefore }) =>
    fc.record({
      now: fc.integer({ min: 0, max: allNow }),
      before: fc.integer({ min: 0, max: allBefore }),
      allNow: fc.constant(allNow),
      allBefore: fc.constant(allBefore),
    }),
  );

test('the score is G² where the share grows, and 0 elsewhere', () => {
  fc.assert(
    fc.property(counts, (one) => {
      const { now, before, allNow, allBefore } = one;
      const grows = now / allNow > before / allBefore;
      expect(risingScore(one)).toBeCloseTo(grows ? byDefinition(now, before, allNow, allBefore) : 0, 6);
    }),
  );
});

test('small numbers are no trend: two articles after one do not rise, 160 after 100 do', () => {
  const of = (now: number, before: number) => risingScore({ now, before, allNow: 1_000, allBefore: 1_000 });
  expect(of(2, 1)).toBeLessThan(LEAST_SCORE);
  expect(of(160, 100)).toBeGreaterThan(LEAST_SCORE);
  expect(of(160, 100)).toBeGreaterThan(of(6, 1));
});

test('a day that has just begun is compared by share, not by count', () => {
  expect(risingScore({ now: 10, before: 20, allNow: 100, allBefore: 1_000 })).toBeGreaterThan(LEAST_SCORE);
  expect(risingScore({ now: 10, before: 100, allNow: 100, allBefore: 1_000 })).toBe(0);
});

test('nothing rises without an earlier range', () => {
  expect(risingScore({ now: 10, before: 0, allNow: 10, allBefore: 0 })).toBe(0);
  expect(risingScore({ now: 0, before: 0, allNow: 0, allBefore: 0 })).toBe(0);
});
