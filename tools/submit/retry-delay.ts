/** How long to wait before a batch is sent again, and what the server asks for. Pure. */
import { backOffMs } from '../../functions/common/process/back-off.ts';
import type { Chance } from '../../functions/common/process/runtime.ts';

const BACK_OFF = { firstMs: 500, longestMs: 30_000 } as const;
/** The longest wait that a server may ask for. After it, another attempt may be answered differently. */
export const LONGEST_ASKED_MS = 120_000;

/**
 * The wait in milliseconds: the one that the server asked for, plus a random part of the back-off.
 * @param failures how many attempts have failed, at least 1
 * @param retryAfterMs what the server asked for
 */
export function retryDelayMs(failures: number, retryAfterMs: number, chance: Chance): number {
  return Math.min(LONGEST_ASKED_MS, retryAfterMs) + backOffMs(failures, BACK_OFF, chance);
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
