/**
 * Computes how long to wait before a retry: full jitter, which spreads callers that failed together
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). The caller decides when to
 * give up.
 */
import type { Chance } from './runtime.ts';

export interface BackOff {
  /** The longest wait after the first failure, in milliseconds. It doubles with every further one. */
  readonly firstMs: number;
  /** No wait is longer, in milliseconds. */
  readonly longestMs: number;
}

/**
 * The wait in milliseconds: any length from 0 to the longest, each as likely as any other.
 * @param failures how many attempts have failed, at least 1
 */
export function backOffMs(failures: number, { firstMs, longestMs }: BackOff, chance: Chance): number {
  return chance.fraction() * Math.min(longestMs, firstMs * 2 ** (failures - 1));
}
