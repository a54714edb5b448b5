import { expect, test } from 'vitest';
import { virtualClock } from './virtual-clock.ts';

test('due callbacks run in order of time, then of registration, and no others run', async () => {
  const clock = virtualClock(1_000);
  const happened: string[] = [];
  const note = (what: string) => (): void => void happened.push(`${what} at ${clock.monotonic()}`);
  clock.after(20, note('late'));
  clock.after(10, note('first'));
  clock.after(10, note('second'));
  clock.after(5, note('cancelled')).cancel();
  clock.after(31, note('too late'));
  {
    using _ = clock.after(1, note('disposed'));
  }
  await clock.advance(30);
  expect(happened).toEqual(['first at 10', 'second at 10', 'late at 20']);
  expect(clock.monotonic()).toBe(30);
  expect(clock.now()).toBe(1_030);
  expect(clock.waiting()).toBe(1);
});

test('an interval repeats until it is cancelled', async () => {
  const clock = virtualClock();
  const at: number[] = [];
  const timer = clock.every(10, () => at.push(clock.monotonic()));
  await clock.advance(35);
  timer.cancel();
  await clock.advance(35);
  expect(at).toEqual([10, 20, 30]);
});

test('a sleep ends by itself, or at once when its signal is aborted, and never rejects', async () => {
  const clock = virtualClock();
  const stop = new AbortController();
  const slept = clock.sleep(10).then(() => clock.monotonic());
  const stopped = clock.sleep(1_000, stop.signal).then(() => clock.monotonic());
  clock.after(20, () => stop.abort());
  expect(await clock.during(Promise.all([slept, stopped]))).toEqual([10, 20]);
  await clock.sleep(1_000, stop.signal);
  expect(clock.waiting()).toBe(0);
});

test('time advances until a condition holds or some work is done', async () => {
  const clock = virtualClock();
  let count = 0;
  clock.every(100, () => count++);
  await clock.until(() => count === 3);
  expect(clock.monotonic()).toBe(300);
  await clock.during(
    (async () => {
      await clock.sleep(50);
      await clock.sleep(50);
    })(),
  );
  expect(clock.monotonic()).toBe(400);
  await expect(clock.during(clock.sleep(1).then(() => Promise.reject(new Error('no'))))).rejects.toThrow(
    'no',
  );
});

test('a condition that can never hold is an error, not an endless wait', async () => {
  await expect(virtualClock().until(() => false)).rejects.toThrow('nothing is left to happen');
  const busy = virtualClock();
  busy.every(3_600_000, () => undefined);
  await expect(busy.during(new Promise(() => undefined))).rejects.toThrow('a day has passed');
});

test('the time of day may be set without advancing time', async () => {
  const clock = virtualClock(0);
  await clock.advance(10);
  clock.setTimeOfDay(1_000_000);
  expect([clock.now(), clock.monotonic()]).toEqual([1_000_000, 10]);
  await clock.advance(5);
  expect([clock.now(), clock.monotonic()]).toEqual([1_000_005, 15]);
});
