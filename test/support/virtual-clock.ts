/**
 * A clock whose time passes only when a test lets it. What is due happens in order of time, and of being
 * asked for at the same time; between two moments everything that waits for nothing but promises goes as far
 * as it can.
 */
import type { Clock, Timer } from '../../functions/common/process/runtime.ts';

export interface VirtualClock extends Clock {
  /** Lets so many milliseconds pass. */
  readonly advance: (milliseconds: number) => Promise<void>;
  /**
   * Lets time pass until the condition holds.
   * @throws Error when nothing is left to happen, or a day has passed
   */
  readonly until: (condition: () => boolean) => Promise<void>;
  /**
   * Lets time pass until `work` has ended, and resolves or rejects as it does; `until` tells what it throws.
   */
  readonly during: <Result>(work: Promise<Result>) => Promise<Result>;
  /**
   * Sets the time of day, in milliseconds since 1970, as an operator would: no time passes, and no timer
   * notices.
   */
  readonly setTimeOfDay: (now: number) => void;
  /** How many calls are still to come; one that is repeated counts once. */
  readonly waiting: () => number;
}

interface Due {
  at: number;
  order: number;
  readonly work: () => void;
  /** Undefined where it happens once. */
  readonly everyMs: number | undefined;
}

const DAY_MS = 86_400_000;

/** @param startsAt the time of day at the beginning, in milliseconds since 1970 */
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

/** As with Node's timers. Without it, what asks again at once would let no time pass. */
function atLeastOne(milliseconds: number): number {
  return Math.max(1, milliseconds);
}

/** Node runs a callback of `setImmediate` when no promise is left that could go on. */
function promisesSettled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
