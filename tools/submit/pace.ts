/** Keeps to a rate of posts a second. */
import type { Clock } from '../../functions/common/process/runtime.ts';

/** Waits until that number of posts may be sent. */
export type Pace = (posts: number, signal: AbortSignal) => Promise<void>;

/** @param postsPerSecond above 0; undefined for as fast as it goes */
export function createPace(postsPerSecond: number | undefined, clock: Clock): Pace {
  if (postsPerSecond === undefined) return async () => undefined;
  let nextAt = clock.monotonic();
  return async (posts, signal) => {
    const now = clock.monotonic();
    const wait = Math.max(0, nextAt - now);
    nextAt = Math.max(nextAt, now) + (posts / postsPerSecond) * 1_000;
    if (wait > 0) await clock.sleep(wait, signal);
  };
}
