/**
 * Sums, kept by what they are made of: the runs of tables and the versions of documents, which never mean
 * anything else.
 */
import { LRUCache } from 'lru-cache';
import { type Sum, sizeOfSum } from '../counting/sum.ts';

export interface Sums {
  /** The sum of these sources. Those who ask for it while it is being made get the same one. */
  readonly get: (sources: readonly string[], make: () => Promise<Sum>) => Promise<Sum>;
  /**
   * The sum of these sources as a base to build on. It is made at the second request. The first request gets
   * a kept sum or undefined, so that sources requested once are added up once.
   */
  readonly base: (sources: readonly string[], make: () => Promise<Sum>) => Promise<Sum | undefined>;
}

/** The whole process may take 1 GiB; of the rest, a good part is for making the next sum. */
const MAX_KEPT_BYTES = 250_000_000;

/** Makes an empty cache. */
export function createSums(): Sums {
  const kept = new LRUCache<string, Sum>({
    max: 2_000,
    maxSize: MAX_KEPT_BYTES,
    sizeCalculation: sizeOfSum,
  });
  const making = new Map<string, Promise<Sum>>();
  const asked = new LRUCache<string, true>({ max: 2_000 });
  const get = (sources: readonly string[], make: () => Promise<Sum>): Promise<Sum> => {
    const name = sources.join(' ');
    const known = kept.get(name);
    if (known !== undefined) return Promise.resolve(known);
    const running = making.get(name);
    if (running !== undefined) return running;
    const started = make()
      .then((sum) => {
        kept.set(name, sum);
        return sum;
      })
      .finally(() => making.delete(name));
    making.set(name, started);
    return started;
  };
  return {
    get,
    async base(sources, make) {
      const name = sources.join(' ');
      if (asked.has(name)) return get(sources, make);
      asked.set(name, true);
      return kept.get(name);
    },
  };
}
