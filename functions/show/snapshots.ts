/** Reads of one moment. */
import { type Firestore, Timestamp, type Transaction } from '@google-cloud/firestore';
import type { ReadTime } from './cursor.ts';

/**
 * Runs reads that all see the database as it was at `readTime`. It is a read-only transaction by name only: with a read time given,
 * Firestore opens none, so it costs no further round trip and locks nothing.
 */
export function readAt<T>(
  firestore: Firestore,
  readTime: ReadTime,
  reads: (at: Transaction) => Promise<T>,
): Promise<T> {
  return firestore.runTransaction(reads, {
    readOnly: true,
    readTime: new Timestamp(readTime.seconds, readTime.nanoseconds),
  });
}

/** A moment in the form that cursors hold. */
export function readTimeOf(time: Timestamp): ReadTime {
  return { seconds: time.seconds, nanoseconds: time.nanoseconds };
}

/** A moment as the API writes it. */
export function isoTime(time: ReadTime): string {
  return new Timestamp(time.seconds, time.nanoseconds).toDate().toISOString();
}
