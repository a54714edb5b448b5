/** Reads from the records of articles which posts are counted, and when each was accepted. */
import type { Firestore } from '@google-cloud/firestore';
import { collections } from '../../functions/common/domain/store/documents.ts';

/** Documents per request. */
const PAGE = 300;

/** The record ids that exist, of those given. */
export async function ledgerHas(firestore: Firestore, recordIds: readonly string[]): Promise<Set<string>> {
  const records = firestore.collection(collections.posts);
  const known = new Set<string>();
  for (let from = 0; from < recordIds.length; from += PAGE) {
    const asked = recordIds.slice(from, from + PAGE).map((id) => records.doc(id));
    for (const { id, exists } of await firestore.getAll(...asked, { fieldMask: [] }))
      if (exists) known.add(id);
  }
  return known;
}

/** The time of acceptance of each record, by record id. */
export async function acceptances(firestore: Firestore): Promise<ReadonlyMap<string, Date>> {
  const { docs } = await firestore.collection(collections.posts).select('acceptedAt').get();
  return new Map(docs.map((record) => [record.id, record.get('acceptedAt').toDate()]));
}
