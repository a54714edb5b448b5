/** Trying again what may be done twice. */
import { setTimeout as sleep } from 'node:timers/promises';

export const ATTEMPTS = 8;
const FIRST_DELAY_MS = 250;

/** Waits before the next attempt, longer each time, with full jitter; attempts count from 1. */
export async function pause(attempt: number): Promise<void> {
  await sleep(Math.random() * FIRST_DELAY_MS * 2 ** attempt);
}

/**
 * Does `work`, which may happen more than once without harm, until it succeeds.
 * @throws its error after several attempts
 */
export async function again<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await pause(attempt);
    }
  }
}
