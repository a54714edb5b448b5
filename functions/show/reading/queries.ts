/**
 * Every query that show puts to Firestore, so that a test can hold each against the declared indexes. Each is
 * bounded: one answer costs a known number of reads at most.
 */
import {
  type DocumentReference,
  FieldPath,
  type Firestore,
  type Query,
  type Timestamp,
} from '@google-cloud/firestore';
import {
  CURRENT_CURATION,
  collections,
  OVERVIEW_TOTAL,
  ROLLUP_LEASE,
} from '../../common/domain/store/documents.ts';
import { recordKey } from '../../common/domain/store/ids.ts';

/** The documents of a publication that no roll-up may have, in the order of days. */
export function openDocuments(firestore: Firestore, publicationId: string, limit: number): Query {
  const days = firestore.collection(collections.days).where('publication', '==', publicationId);
  return days.where('open', '==', true).orderBy('day').limit(limit);
}

/** All documents of some days of a publication. */
export function documentsOfDays(
  firestore: Firestore,
  publicationId: string,
  days: readonly string[],
  limit: number,
): Query {
  const own = firestore.collection(collections.days).where('publication', '==', publicationId);
  return own.where('day', 'in', days).limit(limit);
}

/** The overview's documents of a month and of those after it, in their order. */
export function overviewMonthsFrom(firestore: Firestore, month: string, limit: number): Query {
  const months = firestore.collection(collections.overview).orderBy(FieldPath.documentId());
  // Months are digits, so the total comes after all of them.
  return months.startAt(month).endBefore(OVERVIEW_TOTAL).limit(limit);
}

/** Which articles are asked for: those that name something, those of a publication, or both. */
export interface ArticleChoice {
  /** The keys of the name: several where people merged names into it, at most `MAX_KEYS_A_NAME`. */
  readonly keys?: readonly string[] | undefined;
  /** At most as many as `in` takes. */
  readonly publicationIds?: readonly string[] | undefined;
  readonly from?: Timestamp | undefined;
  readonly before?: Timestamp | undefined;
}

/** Articles, the newest first. */
export function articles(
  firestore: Firestore,
  { keys, publicationIds, from, before }: ArticleChoice,
  page: { readonly limit: number; readonly after?: readonly [Timestamp, string] | undefined },
): Query {
  let query: Query = firestore.collection(collections.posts);
  if (keys !== undefined) {
    const [key = '', ...others] = keys.map(recordKey);
    query =
      others.length === 0
        ? query.where('keys', 'array-contains', key)
        : query.where('keys', 'array-contains-any', [key, ...others]);
  }
  if (publicationIds !== undefined) {
    query =
      publicationIds.length === 1
        ? query.where('publication', '==', publicationIds[0])
        : query.where('publication', 'in', publicationIds);
  }
  if (from !== undefined) query = query.where('at', '>=', from);
  if (before !== undefined) query = query.where('at', '<', before);
  const ordered = query.orderBy('at', 'desc').orderBy(FieldPath.documentId(), 'desc');
  return (page.after === undefined ? ordered : ordered.startAfter(...page.after)).limit(page.limit);
}

export function headOf(firestore: Firestore, publicationId: string): DocumentReference {
  return firestore.collection(collections.publications).doc(publicationId);
}

export function overviewOf(firestore: Firestore, month: string): DocumentReference {
  return firestore.collection(collections.overview).doc(month);
}

export function leaseOf(firestore: Firestore): DocumentReference {
  return firestore.collection(collections.leases).doc(ROLLUP_LEASE);
}

export function curationAt(firestore: Firestore): DocumentReference {
  return firestore.collection(collections.curation).doc(CURRENT_CURATION);
}

export function chunkOf(firestore: Firestore, run: string, index: number): DocumentReference {
  return firestore.collection(collections.rollups).doc(`${run}-${index}`);
}
