/**
 * How long to wait before trying again: full jitter, which spreads clients that failed together
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), and never less than the server asked for.
 */

const BASE_MS = 250;
const CAP_MS = 30_000;
/** A server that asks for more is not waited for so long: its answer may be different by then. */
const LONGEST_ASKED_MS = 120_000;

/**
 * The wait in milliseconds.
 * @param attempt how many attempts have failed, from 1
 * @param retryAfterMs what the server asked for
 * @param random 0 to 1
 */
export function backoff(attempt: number, retryAfterMs = 0, random: () => number = Math.random): number {
  const jittered = random() * Math.min(CAP_MS, BASE_MS * 2 ** attempt);
  return Math.min(LONGEST_ASKED_MS, retryAfterMs) + jittered;
}

/**
 * Reads `Retry-After` (RFC 9110, section 10.2.3): seconds or a date.
 * @param now the time in milliseconds
 */
export function parseRetryAfter(header: string | null, now: number): number {
  if (header === null) return 0;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now);
}
