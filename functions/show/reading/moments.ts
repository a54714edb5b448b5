/** Moments as cursors and answers hold them. */
import { Timestamp } from '@google-cloud/firestore';
import type { ReadTime } from '../cursor.ts';

/** A moment in the form that cursors hold. */
export function readTimeOf({ seconds, nanoseconds }: Timestamp): ReadTime {
  return { seconds, nanoseconds };
}

/** The moment that a cursor holds. */
export function momentAt({ seconds, nanoseconds }: ReadTime): Timestamp {
  return new Timestamp(seconds, nanoseconds);
}

/** A moment as the API writes it. */
export function isoTime(moment: Timestamp): string {
  return moment.toDate().toISOString();
}

/** A moment as the name of a version. */
export function versionOf({ seconds, nanoseconds }: Timestamp): string {
  return `${seconds}.${nanoseconds}`;
}
