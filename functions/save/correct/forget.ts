/**
 * Takes the counts of one post back out, exactly once: the ledger document is marked in the same atomic commit, and only if it is still as it
 * was read. A marked document stays, without the entities, so that the post is not counted again when it is submitted again.
 */
import { type DocumentReference, FieldValue, type Firestore } from '@google-cloud/firestore';
import {
  collections,
  type EntityDocument,
  type LedgerDocument,
  type Written,
} from '../../common/collections.ts';
import { documentId, entityId } from '../../common/keys.ts';
import { mergeable } from '../../common/merge.ts';
import { decodeEntities } from '../kept-entities.ts';
import { ATTEMPTS, pause } from './again.ts';
import { isConflict } from './codes.ts';
import { removeEmpty } from './remove-empty.ts';

export type Forgotten =
  | 'forgotten'
  | 'forgotten-before'
  /** The ledger does not know the post. */
  | 'unknown'
  /** It was saved without SAVE_KEEP_ENTITIES. */
  | 'not-kept';

/**
 * Forgets a post.
 * @param options.dryRun only tell what would happen
 * @throws Firestore's error when it does not get through in several attempts; the post is then forgotten completely or not at all
 */
export async function forget(
  firestore: Firestore,
  postId: string,
  options: { readonly dryRun: boolean },
): Promise<Forgotten> {
  const ledger = firestore.collection(collections.posts).doc(documentId(postId));
  let documents: DocumentReference[] | undefined;
  for (let attempt = 1; ; attempt++) {
    const snapshot = await ledger.get();
    const found = snapshot.data() as LedgerDocument | undefined;
    if (found === undefined) return 'unknown';
    if (found.forgottenAt !== undefined) {
      if (documents === undefined) return 'forgotten-before';
      // The mark may be our own, from a commit whose answer was lost.
      await removeEmpty(firestore, documents);
      return 'forgotten';
    }
    if (found.entities === undefined) return 'not-kept';
    if (options.dryRun) return 'forgotten';
    const publication = firestore.collection(collections.publications).doc(found.publicationId);
    const { entities } = mergeable({ postId, publication: '', entities: decodeEntities(found.entities) });
    const batch = firestore.batch();
    batch.update(
      ledger,
      { forgottenAt: FieldValue.serverTimestamp(), entities: FieldValue.delete() },
      snapshot.updateTime === undefined ? {} : { lastUpdateTime: snapshot.updateTime },
    );
    batch.update(publication, {
      articleCount: FieldValue.increment(-1),
      updatedAt: FieldValue.serverTimestamp(),
    });
    documents = [...entities.values()].map((entity) => {
      const { type, key, text, count } = entity;
      const document = publication.collection(collections.entities).doc(entityId(type, key));
      const written: Written<EntityDocument> = { type, key, text, count: FieldValue.increment(-count) };
      batch.set(document, written, { merge: true });
      return document;
    });
    try {
      await batch.commit();
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      if (!isConflict(error)) await pause(attempt);
      continue;
    }
    await removeEmpty(firestore, documents);
    return 'forgotten';
  }
}
