/**
 * The machine's own clock and chance. The one file of the stages, the tools and what they share that uses
 * them directly.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Chance, Clock, Runtime, Timer } from './runtime.ts';

const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (milliseconds, signal) =>
    sleep(milliseconds, undefined, signal && { signal }).catch((error: unknown) => {
      if (!signal?.aborted) throw error;
    }),
  after: (milliseconds, work) => timerOf(setTimeout(work, milliseconds)),
  every: (milliseconds, work) => timerOf(setInterval(work, milliseconds).unref()),
};

const systemChance: Chance = {
  fraction: () => Math.random(),
  hex: (digits) =>
    randomBytes(Math.ceil(digits / 2))
      .toString('hex')
      .slice(0, digits),
};

/** The real time and real chance, for the entry points of processes. */
export const systemRuntime: Runtime = { clock: systemClock, chance: systemChance };

function timerOf(timeout: NodeJS.Timeout): Timer {
  const cancel = (): void => clearTimeout(timeout);
  return { cancel, [Symbol.dispose]: cancel };
}
