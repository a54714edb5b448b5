/** Which posts the ledger has. */
import type { Firestore } from '@google-cloud/firestore';
import { collections } from '../../functions/common/domain/collections.ts';
import { documentId } from '../../functions/common/domain/keys.ts';

/** Documents per request. */
const PAGE = 300;

/** Those of `ids` that are in the ledger. */
export async function ledgerHas(firestore: Firestore, ids: readonly string[]): Promise<Set<string>> {
  const ledger = firestore.collection(collections.posts);
  const known = new Set<string>();
  for (let from = 0; from < ids.length; from += PAGE) {
    const asked = ids.slice(from, from + PAGE);
    const found = await firestore.getAll(...asked.map((id) => ledger.doc(documentId(id))), { fieldMask: [] });
    for (const [index, id] of asked.entries()) if (found[index]?.exists) known.add(id);
  }
  return known;
}
