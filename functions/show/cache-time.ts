/** The time of caches. */
import type { Clock } from '../common/process/runtime.ts';

/**
 * The options by which a cache goes by our clock; with a resolution above 0 it would set timers of its own.
 */
export function cacheTime({ monotonic }: Clock): {
  readonly perf: { readonly now: () => number };
  readonly ttlResolution: 0;
} {
  return { perf: { now: monotonic }, ttlResolution: 0 };
}
