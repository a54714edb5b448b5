/**
 * Takes the counts of one post back out, exactly once.
 *
 * 1. One atomic commit marks the ledger document, takes the counts from the counters and the article from the publication. It holds only if
 *    the ledger document is still as it was read, unmarked; so of all calls and all attempts of a call one is carried out. The mark says
 *    which call it was, so that a call whose answer was lost knows its own.
 * 2. Counters that have come to 0 are removed. The marked document still has the entities: whoever finds it so, because the call before was
 *    killed or still runs, does this step too, which does no harm twice.
 * 3. The entities are deleted from the ledger document. The document itself stays, so that the post is not counted when it comes again.
 *
 * A counter is only ever changed by an increment, so a recount or savers at the same time do not matter to it.
 */
import {
  type DocumentReference,
  type DocumentSnapshot,
  FieldValue,
  type Firestore,
  type WriteBatch,
} from '@google-cloud/firestore';
import { isConflict } from '../../../functions/common/cloud/grpc.ts';
import {
  collections,
  type EntityDocument,
  type LedgerDocument,
  type Written,
} from '../../../functions/common/domain/collections.ts';
import { decodeEntities } from '../../../functions/common/domain/kept-entities.ts';
import { documentId, entityId } from '../../../functions/common/domain/keys.ts';
import { type MergedEntity, mergeable } from '../../../functions/common/domain/merge.ts';
import type { Runtime } from '../../../functions/common/process/runtime.ts';
import { again, answerOf, attempts, type Notice, type Retrying } from '../again.ts';
import { removeEmpty } from '../remove-empty.ts';

export type Forgotten =
  | 'forgotten'
  | 'forgotten-before'
  /** The ledger does not know the post. */
  | 'unknown'
  /** It was saved without SAVE_KEEP_ENTITIES. */
  | 'not-kept'
  /** Its publication has no document. */
  | 'no-publication';

export interface ForgetOptions {
  /** Only tell what would happen. */
  readonly dryRun: boolean;
  /** Told when something is tried again. */
  readonly notice?: Notice;
  readonly runtime: Runtime;
}

/**
 * Forgets a post.
 * @throws Firestore's error when it does not get through in several attempts; done again, it goes on where it stopped
 */
export async function forget(
  firestore: Firestore,
  postId: string,
  { dryRun, notice = () => undefined, runtime }: ForgetOptions,
): Promise<Forgotten> {
  const retrying = { notice, runtime };
  const call = runtime.chance.hex(32);
  const ledger = firestore.collection(collections.posts).doc(documentId(postId));
  const series = attempts(retrying);
  for (;;) {
    const snapshot = await again(retrying, () => ledger.get());
    const found = snapshot.data() as LedgerDocument | undefined;
    if (found === undefined) return 'unknown';
    if (found.forgottenAt !== undefined) {
      if (!dryRun) await cleanUp(snapshot, found, retrying);
      return found.forgottenBy === call ? 'forgotten' : 'forgotten-before';
    }
    if (found.entities === undefined) return 'not-kept';
    const publication = publicationOf(firestore, found);
    if (!(await again(retrying, () => publication.get())).exists) return 'no-publication';
    if (dryRun) return 'forgotten';
    try {
      const batch = firestore.batch();
      const { updateTime } = snapshot;
      batch.update(
        ledger,
        { forgottenAt: FieldValue.serverTimestamp(), forgottenBy: call },
        updateTime === undefined ? {} : { lastUpdateTime: updateTime },
      );
      batch.update(publication, {
        articleCount: FieldValue.increment(-1),
        correctedAt: FieldValue.serverTimestamp(),
      });
      await takeBack(batch, entitiesOf(publication, found.entities));
      await answerOf(retrying, batch.commit());
    } catch (error) {
      await series.failed(error);
    }
    // Carried out or not: the ledger tells, and what is left to be done.
  }
}

interface Place {
  readonly document: DocumentReference;
  readonly entity: MergedEntity;
}

function publicationOf(firestore: Firestore, { publicationId }: LedgerDocument): DocumentReference {
  return firestore.collection(collections.publications).doc(publicationId);
}

function entitiesOf(publication: DocumentReference, kept: string): Place[] {
  const { entities } = mergeable({ postId: '', publication: '', entities: decodeEntities(kept) });
  return [...entities.values()].map((entity) => ({
    document: publication.collection(collections.entities).doc(entityId(entity.type, entity.key)),
    entity,
  }));
}

/**
 * Puts into a batch what takes entities from their counters. What people are shown stays as it is: a spelling that only this post had
 * is not brought back. A counter that is missing, by some mistake, comes to less than 0; a recount mends both at once.
 */
async function takeBack(batch: WriteBatch, places: readonly Place[]): Promise<void> {
  const [first] = places;
  if (first === undefined) return;
  const snapshots = await first.document.firestore.getAll(...places.map(({ document }) => document), {
    fieldMask: [],
  });
  for (const [index, { document, entity }] of places.entries()) {
    const count = FieldValue.increment(-entity.count);
    const { type, key, text } = entity;
    const written: Written<EntityDocument> = { type, key, text, count };
    // Each fails the commit, to be read again, when the document has come or gone meanwhile.
    if (snapshots[index]?.exists) batch.update(document, { count });
    else batch.create(document, written);
  }
}

async function cleanUp(snapshot: DocumentSnapshot, found: LedgerDocument, retrying: Retrying): Promise<void> {
  const { ref, updateTime } = snapshot;
  if (found.entities === undefined || updateTime === undefined) return;
  const places = entitiesOf(publicationOf(ref.firestore, found), found.entities);
  const documents = places.map(({ document }) => document);
  await removeEmpty(ref.firestore, documents, retrying);
  await again(retrying, async () => {
    try {
      await ref.update({ entities: FieldValue.delete() }, { lastUpdateTime: updateTime });
    } catch (error) {
      // Another call has cleaned up as well.
      if (!isConflict(error)) throw error;
    }
  });
}
