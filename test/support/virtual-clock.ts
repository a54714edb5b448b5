/**
 * A clock whose time advances only when a test advances it. Callbacks run in order of time, then of
 * registration. Between two times, all code that waits only for promises runs until it is idle.
 */
import type { Clock, Timer } from '../../functions/common/process/runtime.ts';

export interface VirtualClock extends Clock {
  /** Advances time by this number of milliseconds. */
  readonly advance: (milliseconds: number) => Promise<void>;
  /**
   * Advances time until the condition holds.
   * @throws Error when no timer is left, or a day has passed
   */
  readonly until: (condition: () => boolean) => Promise<void>;
  /** Advances time until `work` has ended, and settles as it does. Throws as `until` does. */
  readonly during: <Result>(work: Promise<Result>) => Promise<Result>;
  /**
   * Sets the time of day, in milliseconds since 1970, as an operator would. No time passes, and timers are
   * not affected.
   */
  readonly setTimeOfDay: (now: number) => void;
  /** The number of pending callbacks; an interval counts once. */
  readonly waiting: () => number;
}

interface Due {
  at: number;
  order: number;
  readonly work: () => void;
  /** Undefined for a callback that runs once. */
  readonly everyMs: number | undefined;
}

const DAY_MS = 86_400_000;

/** @param startsAt the initial time of day, in milliseconds since 1970 */
export function virtualClock(startsAt = Date.UTC(2026, 0, 1)): VirtualClock {
  const due = new Set<Due>();
  let passed = 0;
  let jumped = 0;
  let orders = 0;

  const add = (milliseconds: number, work: () => void, everyMs?: number): Timer => {
    const one = { at: passed + atLeastOne(milliseconds), order: orders++, work, everyMs };
    due.add(one);
    const cancel = (): void => void due.delete(one);
    return { cancel, [Symbol.dispose]: cancel };
  };
  const next = (): Due | undefined => {
    let first: Due | undefined;
    for (const one of due)
      if (first === undefined || one.at < first.at || (one.at === first.at && one.order < first.order))
        first = one;
    return first;
  };
  const happen = (one: Due): void => {
    passed = Math.max(passed, one.at);
    if (one.everyMs === undefined) due.delete(one);
    else {
      one.at += one.everyMs;
      one.order = orders++;
    }
    one.work();
  };
  const until = async (condition: () => boolean): Promise<void> => {
    const end = passed + DAY_MS;
    for (;;) {
      await promisesSettled();
      if (condition()) return;
      const one = next();
      if (one === undefined) throw new Error('nothing is left to happen, and the condition does not hold');
      if (one.at > end) throw new Error('a day has passed, and the condition does not hold');
      happen(one);
    }
  };

  return {
    now: () => startsAt + jumped + Math.floor(passed),
    monotonic: () => passed,
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) {
          resolve();
          return;
        }
        const end = (): void => {
          timer.cancel();
          signal?.removeEventListener('abort', end);
          resolve();
        };
        const timer = add(milliseconds, end);
        signal?.addEventListener('abort', end);
      }),
    after: (milliseconds, work) => add(milliseconds, work),
    every: (milliseconds, work) => add(milliseconds, work, atLeastOne(milliseconds)),
    async advance(milliseconds) {
      const end = passed + milliseconds;
      await promisesSettled();
      for (let one = next(); one !== undefined && one.at <= end; one = next()) {
        happen(one);
        await promisesSettled();
      }
      passed = end;
    },
    until,
    async during(work) {
      let ended = false;
      const end = (): void => {
        ended = true;
      };
      work.then(end, end);
      await until(() => ended);
      return await work;
    },
    setTimeOfDay(now) {
      jumped = now - startsAt - passed;
    },
    waiting: () => due.size,
  };
}

/** As with Node's timers. With 0, an interval would keep time from advancing. */
function atLeastOne(milliseconds: number): number {
  return Math.max(1, milliseconds);
}

/** Node runs a callback of `setImmediate` when no promise callback is left. */
function promisesSettled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
