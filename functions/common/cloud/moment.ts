/** Reads of one moment: what several of them say fits together, however much is written meanwhile. */
import type { DocumentReference, Firestore, Timestamp, Transaction } from '@google-cloud/firestore';

/** The reads of a moment. */
export type Reads = Pick<Transaction, 'get' | 'getAll'>;

/**
 * The present moment on the server's clock. A read at that moment includes every commit that was answered
 * before.
 * @param document any document, existing or not: reading it costs one read
 */
export async function presentMoment(document: DocumentReference): Promise<Timestamp> {
  const [snapshot] = await document.firestore.getAll(document, { fieldMask: [] });
  if (snapshot === undefined) throw new Error('Firestore did not answer with a document');
  return snapshot.readTime;
}

/**
 * Runs reads that all see the database at one moment of the last hour. It is a read-only transaction by name
 * only. With a read time given, the client opens no transaction, so there is no further round trip and no
 * lock.
 */
export function readAt<Result>(
  firestore: Firestore,
  moment: Timestamp,
  reads: (at: Reads) => Promise<Result>,
): Promise<Result> {
  return firestore.runTransaction(reads, { readOnly: true, readTime: moment });
}
