/**
 * Cursors: where the next page begins. A cursor holds the moment at which the first page was read, and every
 * further page is made from Firestore as it was at that moment. So however the counts move meanwhile, a walk
 * through the pages sees one consistent ranking: nothing is skipped, nothing comes twice.
 *
 * A cursor is signed (HMAC-SHA-256, 128 bits of it) together with its scope, the listing it belongs to: one
 * that was altered, made up, or taken from another listing is refused.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { ProblemError } from '../common/http/problem.ts';

/** A moment as Firestore counts it. */
export interface ReadTime {
  readonly seconds: number;
  readonly nanoseconds: number;
}

export interface CursorPosition {
  readonly readTime: ReadTime;
  /** How many items come before this page. */
  readonly offset: number;
  /**
   * Where a query goes on: the sort values of the last item of the page before. A ranking in memory needs
   * none.
   */
  readonly after: readonly (string | number)[];
}

/** Firestore keeps old versions for an hour; the rest is for clocks that differ and a slow request. */
export const CURSOR_LIFETIME_SECONDS = 55 * 60;

const MAC_BYTES = 16;

/**
 * Writes a cursor.
 * @param scope the listing it belongs to
 * @param key signs it
 */
export function formatCursor(position: CursorPosition, scope: string, key: string): string {
  const { readTime, after, offset } = position;
  const payload = JSON.stringify([readTime.seconds, readTime.nanoseconds, offset, ...after]);
  return `${Buffer.from(payload).toString('base64url')}.${sign(payload, scope, key).toString('base64url')}`;
}

/**
 * Reads a cursor.
 * @param keys any of them may have signed it
 * @param now seconds since 1970
 * @throws ProblemError 400 when it was not made for this listing or is too old
 */
export function parseCursor(
  cursor: string,
  scope: string,
  keys: readonly string[],
  now: number,
): CursorPosition {
  const [encoded = '', mac = '', ...rest] = cursor.split('.');
  const payload = Buffer.from(encoded, 'base64url').toString();
  const given = Buffer.from(mac, 'base64url');
  const isOurs = keys.some((key) => {
    const expected = sign(payload, scope, key);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  // Decoding is lenient: a canonical spelling is asked for, so that one position has one cursor.
  const isCanonical =
    Buffer.from(payload).toString('base64url') === encoded && given.toString('base64url') === mac;
  if (!isOurs || !isCanonical || rest.length > 0) {
    throw refusedCursor('is not a cursor of this listing; ask for the first page, without a cursor');
  }
  const [seconds, nanoseconds, offset, ...after] = JSON.parse(payload);
  if (now - seconds > CURSOR_LIFETIME_SECONDS) {
    throw expiredCursor();
  }
  return { readTime: { seconds, nanoseconds }, after, offset };
}

/** Says that what a cursor points to is not there any more. */
export function expiredCursor(): ProblemError {
  return refusedCursor('has expired; ask for the first page, without a cursor');
}

function refusedCursor(message: string): ProblemError {
  return new ProblemError(400, `The parameter cursor ${message}.`, { errors: [{ path: 'cursor', message }] });
}

function sign(payload: string, scope: string, key: string): Buffer {
  return createHmac('sha256', key)
    .update(JSON.stringify([scope, payload]))
    .digest()
    .subarray(0, MAC_BYTES);
}
