/** Values that stay true as long as what they were made from keeps its version. */
import { LRUCache } from 'lru-cache';
import type { Clock } from '../common/process/runtime.ts';

export interface VersionCache<Value> {
  /** The value kept for `key` if it is of this version, else what `load` gives. */
  get(key: string, version: string, load: () => Promise<Value>): Promise<Value>;
}

/** A value is read again after so long whatever its version says, so that no mistake lasts. */
const MAX_AGE_MS = 60_000;

/**
 * Makes a cache.
 * @param max the most values kept
 */
export function createVersionCache<Value>(max: number, clock: Clock): VersionCache<Value> {
  const kept = new LRUCache<string, { readonly version: string; readonly value: Promise<Value> }>({
    max,
    ttl: MAX_AGE_MS,
    ...cacheTime(clock),
  });
  return {
    get(key, version, load) {
      const found = kept.get(key);
      if (found?.version === version) return found.value;
      const value = load();
      kept.set(key, { version, value });
      value.catch(() => {
        if (kept.peek(key)?.value === value) kept.delete(key);
      });
      return value;
    },
  };
}

/** The options by which a cache goes by our clock; with a resolution above 0 it would set timers of its own. */
export function cacheTime({ monotonic }: Clock): {
  readonly perf: { readonly now: () => number };
  readonly ttlResolution: 0;
} {
  return { perf: { now: monotonic }, ttlResolution: 0 };
}
