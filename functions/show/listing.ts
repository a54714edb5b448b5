/** One page of a listing, at one moment. */
import type { Firestore, Query, QueryDocumentSnapshot } from '@google-cloud/firestore';
import type { Clock } from '../common/process/runtime.ts';
import { type CursorPosition, formatCursor, parseCursor, type ReadTime } from './cursor.ts';
import type { Page, SortValue } from './queries.ts';
import { readAt, readTimeOf } from './snapshots.ts';

/** What every read needs. */
export interface Reading {
  readonly firestore: Firestore;
  /** The first signs cursors, all verify them. */
  readonly cursorKeys: readonly [string, ...string[]];
  readonly clock: Clock;
}

export interface Listing {
  /** Names the listing: a cursor is good for this one only. */
  readonly scope: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly query: (page: Page) => Query;
  /** Whether a document is listed; all are by default. A page without some of its documents is shorter. */
  readonly isListed?: (document: QueryDocumentSnapshot) => boolean;
  /** By what the document is sorted. */
  readonly sortValues: (document: QueryDocumentSnapshot) => readonly SortValue[];
}

export interface ListingPage {
  readonly documents: readonly QueryDocumentSnapshot[];
  readonly offset: number;
  readonly readTime: ReadTime;
  /** Undefined on the first page. */
  readonly position: CursorPosition | undefined;
  /** The cursor of the next page; null when there is none. */
  readonly nextCursor: (maximum: number) => string | null;
}

/** Where a cursor points; undefined for a first page. */
export function positionOf(
  reading: Reading,
  listing: Pick<Listing, 'scope' | 'cursor'>,
): CursorPosition | undefined {
  if (listing.cursor === undefined) return undefined;
  return parseCursor(listing.cursor, listing.scope, reading.cursorKeys, reading.clock.now() / 1000);
}

/**
 * Reads a page: the first as things are now, every other as they were when the first was read.
 * @throws ProblemError 400 for a bad cursor
 */
export async function readListing(reading: Reading, listing: Listing): Promise<ListingPage> {
  const position = positionOf(reading, listing);
  const { limit } = listing;
  const query = listing.query({ limit, after: position?.after });
  const snapshot =
    position === undefined
      ? await query.get()
      : await readAt(reading.firestore, position.readTime, (at) => at.get(query));
  const found = snapshot.docs.slice(0, limit);
  const documents = found.filter(listing.isListed ?? (() => true));
  const last = found.at(-1);
  const offset = position?.offset ?? 0;
  const readTime = position?.readTime ?? readTimeOf(snapshot.readTime);
  const nextCursor = (maximum: number): string | null =>
    last === undefined || snapshot.size <= limit
      ? null
      : formatCursor(
          { readTime, after: listing.sortValues(last), offset: offset + documents.length, maximum },
          listing.scope,
          reading.cursorKeys[0],
        );
  return { documents, offset, readTime, position, nextCursor };
}
