/**
 * Allows one runner at a time: a document says who rolls up, and until when no other runner begins. The lease
 * only saves work. Counts stay exact without it, because two runners at once would only fail each other's
 * preconditions.
 *
 * free → leased (until a minute from now, renewed) → resting (until the next pass is due) → free.
 */
import { type DocumentReference, type Firestore, Timestamp } from '@google-cloud/firestore';
import { isConflict } from '../../common/cloud/grpc.ts';
import { collections, type LeaseDocument, ROLLUP_LEASE } from '../../common/domain/store/documents.ts';

/**
 * How long a lease lasts after its last renewal, in milliseconds: others wait as long for a runner that was
 * killed.
 */
export const LEASE_MS = 60_000;

/** The lease's document, and when it was read. */
export interface Seen {
  /** When it was read, on the server's clock, in milliseconds since 1970. */
  readonly now: number;
  readonly lease: LeaseDocument | undefined;
  readonly version: Timestamp | undefined;
}

/** Reads the lease. */
export async function seeLease(firestore: Firestore): Promise<Seen> {
  const snapshot = await leaseOf(firestore).get();
  return {
    now: snapshot.readTime.toMillis(),
    lease: snapshot.data() as LeaseDocument | undefined,
    version: snapshot.updateTime,
  };
}

/** Whether a runner holds the lease, or the next pass is not due. */
export function isTaken({ now, lease }: Seen): boolean {
  return lease !== undefined && lease.until.toMillis() > now;
}

/**
 * Takes, renews or ends the lease, unless somebody else has written it since it was seen.
 * @param forMs from the moment it was seen, in milliseconds
 * @returns the lease after the write; undefined when somebody else wrote it first
 */
export async function writeLease(
  firestore: Firestore,
  seen: Seen,
  holder: string,
  forMs: number,
  completedAt = seen.lease?.completedAt,
): Promise<Seen | undefined> {
  const lease: LeaseDocument = {
    holder,
    until: Timestamp.fromMillis(seen.now + forMs),
    ...(completedAt !== undefined && { completedAt }),
  };
  const reference = leaseOf(firestore);
  try {
    const { writeTime } =
      seen.version === undefined
        ? await reference.create(lease)
        : await reference.update({ ...lease }, { lastUpdateTime: seen.version });
    return { now: writeTime.toMillis(), lease, version: writeTime };
  } catch (error) {
    if (isConflict(error)) return undefined;
    throw error;
  }
}

function leaseOf(firestore: Firestore): DocumentReference {
  return firestore.collection(collections.leases).doc(ROLLUP_LEASE);
}
