/**
 * How long to wait before trying again: full jitter, which spreads those that failed together
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). When to give up is for the
 * caller to say.
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
