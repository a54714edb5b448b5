/** Keeps to a rate of posts a second. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until so many posts may be sent. */
export type Pace = (posts: number, signal: AbortSignal) => Promise<void>;

/** @param postsPerSecond above 0; undefined for as fast as it goes */
export function createPace(postsPerSecond: number | undefined): Pace {
  if (postsPerSecond === undefined) return async () => undefined;
  let nextAt = performance.now();
  return async (posts, signal) => {
    const now = performance.now();
    const wait = Math.max(0, nextAt - now);
    nextAt = Math.max(nextAt, now) + (posts / postsPerSecond) * 1_000;
    if (wait > 0) await sleep(wait, undefined, { signal }).catch(() => undefined);
  };
}
