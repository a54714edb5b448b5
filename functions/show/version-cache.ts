/** Values that stay true as long as what they were made from keeps its version. */
import { LRUCache } from 'lru-cache';

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
export function createVersionCache<Value>(max: number): VersionCache<Value> {
  const kept = new LRUCache<string, { readonly version: string; readonly value: Promise<Value> }>({
    max,
    ttl: MAX_AGE_MS,
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
