/** One page of a listing that is ranked in memory, at the moment of its first page. */
import type { Timestamp } from '@google-cloud/firestore';
import type { GivenRange } from '../counting/range.ts';
import type { Choice } from '../counting/ranking.ts';
import { type CursorPosition, expiredCursor, formatCursor, parseCursor } from '../cursor.ts';
import { readTimeOf } from '../reading/moments.ts';
import type { Reading } from '../reading/reading.ts';

/** A request for a page. */
export interface PageQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** A request for a page of names. */
export type NamesQuery = PageQuery &
  GivenRange &
  Pick<Choice, 'by' | 'type'> & {
    readonly q?: string | undefined;
    /** Whether each name has its articles by day; undefined is no. */
    readonly trend?: 'true' | 'false' | undefined;
  };

/** The identity of a listing, for its cursors: the values that distinguish it from every other. */
export type Scope = readonly (string | undefined)[];

/**
 * Where a cursor points; undefined for a first page.
 * @throws ProblemError 400 for a bad cursor
 */
export function positionOf(
  reading: Reading,
  scope: Scope,
  { cursor }: PageQuery,
): CursorPosition | undefined {
  if (cursor === undefined) return undefined;
  return parseCursor(cursor, nameOf(reading, scope), reading.cursorKeys, reading.clock.now() / 1000);
}

/** A page of a ranking. */
export interface RankedPage<Item> {
  readonly items: readonly Item[];
  readonly offset: number;
  readonly total: number;
  readonly nextCursor: string | null;
}

/**
 * Cuts a page out of a ranking.
 * @param ranking.slice gives the items from a rank on
 * @throws ProblemError 400 when the cursor points behind the last rank: Firestore no longer has what it had
 *   at that moment
 */
export function pageOf<Item>(
  reading: Reading,
  moment: Timestamp,
  ranking: { readonly size: number; readonly slice: (offset: number, limit: number) => readonly Item[] },
  listing: {
    readonly scope: Scope;
    readonly limit: number;
    readonly position: CursorPosition | undefined;
  },
): RankedPage<Item> {
  const offset = listing.position?.offset ?? 0;
  if (offset > 0 && offset >= ranking.size) throw expiredCursor();
  const items = ranking.slice(offset, listing.limit);
  const end = offset + items.length;
  return {
    items,
    offset,
    total: ranking.size,
    nextCursor:
      end < ranking.size ? cursorAt(reading, listing.scope, { moment, offset: end, after: [] }) : null,
  };
}

/** Writes a cursor. */
export function cursorAt(
  reading: Reading,
  scope: Scope,
  { moment, ...place }: Omit<CursorPosition, 'readTime'> & { readonly moment: Timestamp },
): string {
  return formatCursor(
    { readTime: readTimeOf(moment), ...place },
    nameOf(reading, scope),
    reading.cursorKeys[0],
  );
}

/** A listing of one database: two deployments that have the same key would else take each other's cursors. */
function nameOf({ database }: Reading, scope: Scope): string {
  return JSON.stringify([database, ...scope.map((value) => value ?? null)]);
}
