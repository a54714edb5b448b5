import { expect, test } from 'vitest';
import { ProblemError } from '../../functions/common/http/problem.ts';
import { firestoreAnswer } from '../../functions/show/deadline.ts';
import { virtualClock } from '../support/virtual-clock.ts';

test('a read that fails after its timeout logs the reason once; one that fails in time only rejects', async () => {
  const clock = virtualClock();
  const late: unknown[] = [];
  const refusal = Object.assign(new Error('no index'), { code: 9 });
  const failsAfter = (milliseconds: number) => async () => {
    await clock.sleep(milliseconds);
    throw refusal;
  };
  const tellLate = (error: unknown): void => void late.push(error);

  const answer = firestoreAnswer(clock, 5_000, failsAfter(7_000), tellLate).catch((error: unknown) => error);
  await clock.advance(5_000);
  const problem = await answer;
  expect(problem instanceof ProblemError && problem.problem.status).toBe(503);
  expect(late).toEqual([]);
  await clock.advance(2_000);
  expect(late).toEqual([refusal]);

  const inTime = firestoreAnswer(clock, 5_000, failsAfter(1_000), tellLate).catch((error: unknown) => error);
  await clock.advance(8_000);
  expect(await inTime).toBe(refusal);
  expect(late).toHaveLength(1);
});
