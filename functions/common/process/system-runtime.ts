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

/** Random bytes are fetched for many names at a time: a call takes microseconds, whatever its length. */
const POOL_BYTES = 4_096;
let pool: Buffer = Buffer.alloc(0);
let used = 0;

const systemChance: Chance = {
  fraction: () => Math.random(),
  hex: (digits) => {
    const length = Math.ceil(digits / 2);
    if (length > POOL_BYTES) return randomBytes(length).toString('hex').slice(0, digits);
    if (used + length > pool.length) {
      pool = randomBytes(POOL_BYTES);
      used = 0;
    }
    used += length;
    return pool.toString('hex', used - length, used).slice(0, digits);
  },
};

/** The real time and real chance, for the entry points of processes. */
export const systemRuntime: Runtime = { clock: systemClock, chance: systemChance };

function timerOf(timeout: NodeJS.Timeout): Timer {
  const cancel = (): void => clearTimeout(timeout);
  return { cancel, [Symbol.dispose]: cancel };
}
