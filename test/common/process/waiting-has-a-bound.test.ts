import { expect, test } from 'vitest';
import { endsWithin, within } from '../../../functions/common/process/time-limit.ts';
import { virtualClock } from '../../support/virtual-clock.ts';

const never = new Promise<never>(() => undefined);

test('work that succeeds or fails in time is distinguished from work that does not end', async () => {
  const clock = virtualClock();
  expect(await endsWithin(clock, 1_000, Promise.resolve())).toBe(true);
  expect(await endsWithin(clock, 1_000, Promise.reject(new Error('no')))).toBe(true);
  expect(await endsWithin(clock, 1_000, clock.during(clock.sleep(999)))).toBe(true);
  expect(await clock.during(endsWithin(clock, 1_000, never))).toBe(false);
  expect(clock.waiting()).toBe(0);
});

test('work with a time limit gives its result, or an error when it is late', async () => {
  const clock = virtualClock();
  const late = (): Error => new Error('late');
  expect(await within(clock, 1_000, Promise.resolve(7), late)).toBe(7);
  await expect(within(clock, 1_000, Promise.reject(new Error('no')), late)).rejects.toThrow('no');
  await expect(clock.during(within(clock, 1_000, never, late))).rejects.toThrow('late');
  expect(clock.monotonic()).toBe(1_000);
  expect(clock.waiting()).toBe(0);
});
