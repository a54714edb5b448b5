/** The time of caches. */
import type { Clock } from '../common/process/runtime.ts';

/**
 * The options that make a cache use our clock. With a resolution above 0 it would set its own timers.
 */
export function cacheTime({ monotonic }: Clock): {
  readonly perf: { readonly now: () => number };
  readonly ttlResolution: 0;
} {
  return { perf: { now: monotonic }, ttlResolution: 0 };
}
