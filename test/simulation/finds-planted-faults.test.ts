import './timers.ts';
import { describe, expect, test } from 'vitest';
import { planOf } from './plan.ts';
import { planted } from './planted.ts';
import { runPlan } from './run.ts';

/** The first seed that finds each fault. All are far below 1,000; docs/simulation.md has them too. */
const firstSeeds: Readonly<Record<string, number>> = {
  'acks before the commit': 18,
  'counts without the record': 1,
  'retries as if the first attempt had not gone through': 182,
  'a roll-up adds instead of setting': 1,
  'forgets without the mark': 1,
  'joins messages by their id alone': 1,
  'renews a lease that was lost': 8,
  'acks a dead letter before it is published': 136,
  'mixes two moments in one answer': 332,
  'drains without waiting': 1,
};

test('there are ten planted faults', () => {
  expect(Object.keys(planted)).toEqual(Object.keys(firstSeeds));
});

describe.each(Object.entries(planted))('a pipeline that %s', (name, meddle) => {
  test('is found', async () => {
    const plan = planOf(firstSeeds[name] ?? 0);
    expect((await runPlan(plan, meddle())).problems).not.toEqual([]);
    // It is the fault that is found: without it the same seed has nothing to say.
    expect((await runPlan(plan)).problems).toEqual([]);
  });
});
