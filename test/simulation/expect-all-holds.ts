/**
 * Tests many schedules in groups, so that a failure names its seed early. Two files share them, because
 * vitest gives each file a core.
 */
import { expect, test } from 'vitest';
import { planOf } from './plan.ts';
import { runPlan } from './run.ts';

const A_TEST = 100;

/** Tests `count` schedules. @param first the first seed */
export function expectAllHolds(first: number, count: number): void {
  const begins = Array.from({ length: count / A_TEST }, (_, index) => first + index * A_TEST);
  test.each(begins)('from seed %i on', { timeout: 600_000 }, async (from) => {
    for (let seed = from; seed < from + A_TEST; seed++) {
      const { problems } = await runPlan(planOf(seed));
      expect(problems, `npm run simulate -- --seeds 1 --seed ${seed}`).toEqual([]);
    }
  });
}
