import './timers.ts';
import { expect, test } from 'vitest';
import { planOf } from './plan.ts';
import { runPlan } from './run.ts';

test.each([
  [529, 'a request to publish that arrived late had the bytes of a later one, because its memory was reused'],
  [4109, 'a roll-up and a rebuild at once: the sum of all time read chunks that were replaced meanwhile'],
  [5463, 'a command that began when everything had come to rest before'],
  [6219, 'a rebuild beside a forgetting: the month lost a day that had closed documents and an open one'],
])('seed %i, %s', async (seed) => {
  expect((await runPlan(planOf(seed))).problems).toEqual([]);
});
