import './timers.ts';
import { expect, test } from 'vitest';
import { planOf } from './plan.ts';
import { planted } from './planted.ts';
import { runPlan } from './run.ts';
import { shrink } from './shrink.ts';

test('a seed gives the same run, step by step, and another seed another one', async () => {
  const [first, again, other] = [
    await runPlan(planOf(7)),
    await runPlan(planOf(7)),
    await runPlan(planOf(8)),
  ];
  expect(again.trace).toEqual(first.trace);
  expect(again.digest).toBe(first.digest);
  expect(other.digest).not.toBe(first.digest);
});

test('a failure is shrunk to what it needs', async () => {
  const meddle = planted['retries as if the first attempt had not gone through'];
  const smallest = await shrink(
    planOf(182),
    async (plan) => (await runPlan(plan, meddle?.())).problems.length > 0,
  );
  expect(smallest.events).toHaveLength(1);
  expect(smallest.events[0]).toMatchObject({ kind: 'call' });
});
