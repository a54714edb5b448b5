import './timers.ts';
import { expect, test } from 'vitest';
import { planOf, type RunPlan } from './plan.ts';
import { planted } from './planted.ts';
import { runPlan } from './run.ts';
import { shrink } from './shrink.ts';

test('a seed gives the same run, step by step, and another seed gives another one', async () => {
  const [first, again, other] = [
    await runPlan(planOf(7)),
    await runPlan(planOf(7)),
    await runPlan(planOf(8)),
  ];
  expect(again.trace).toEqual(first.trace);
  expect(again.digest).toBe(first.digest);
  expect(other.digest).not.toBe(first.digest);
});

test('a failure is shrunk to the posts and events that it needs', async () => {
  const plant = planted['counts without the record'];
  const fails = async (plan: RunPlan) => (await runPlan(plan, plant?.())).problems.length > 0;
  const smallest = await shrink(planOf(1), fails);
  // It needs one post and no fault besides.
  expect(smallest.events).toEqual([]);
  expect(smallest.posts).toHaveLength(1);
});
