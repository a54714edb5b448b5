/**
 * Writes what a recount has planned: corrections as increments, in steps that each happen exactly once. Every step also changes the
 * publication's document, whose version show goes by.
 *
 * The order: the publication first, because the other steps need its document; then the counters; and posts without entities leave the
 * ledger only when their counts are gone, so that wherever it stops, no post comes to be counted twice by being submitted again.
 */
import { type DocumentReference, FieldValue, type WriteBatch } from '@google-cloud/firestore';
import {
  collections,
  type EntityDocument,
  type PublicationDocument,
  type Written,
} from '../../../functions/common/domain/collections.ts';
import { removeEmpty } from '../remove-empty.ts';
import type { Correction, RecountPlan } from './plan.ts';
import type { RecountSteps } from './progress.ts';
import type { LedgerVersion, ReadOptions, StoredCounts } from './read.ts';
import { leftLedger } from './unknown.ts';

/** What a step holds, in corrections or posts; some 200 bytes each. */
const STEP_SIZE = 400;

/** How far the writing came. */
export interface WrittenSoFar {
  /** Counters corrected. */
  readonly corrected: number;
  /** Counters of 0 removed. */
  readonly removed: number;
  /** Posts without entities dropped. */
  readonly dropped: number;
  /** Whether it came to its end. */
  readonly finished: boolean;
}

/**
 * Carries out a plan.
 * @param name of the publication, where its document has to be made
 * @returns how far it came; less than the plan when it was stopped
 * @throws what a step throws; the steps before it have happened
 */
export async function carryOut(
  plan: RecountPlan,
  state: StoredCounts,
  { publication, name }: { readonly publication: DocumentReference; readonly name: string },
  progress: RecountSteps,
  options: ReadOptions,
): Promise<WrittenSoFar> {
  const { signal, onProgress } = options;
  const { corrections, empty } = plan;
  let done: WrittenSoFar = { corrected: 0, removed: 0, dropped: 0, finished: false };
  if (signal.aborted) return done;
  // Posts that are to be dropped are articles until they are.
  const first: Change = {
    articlesBy: plan.articlesBy + state.toDrop.length,
    unkeptBy: Math.max(0, state.withoutEntities - (state.publication?.unkept ?? 0)),
  };
  if (state.publication === undefined) {
    await progress.step((batch) =>
      addPublication(batch, publication, first, { name, updatedAt: state.lastSavedAt }),
    );
  } else if (first.articlesBy !== 0 || first.unkeptBy !== 0)
    await progress.step((batch) => changePublication(batch, publication, first));

  for (let from = 0; from < corrections.length; from += STEP_SIZE) {
    if (signal.aborted) return done;
    const group = corrections.slice(from, from + STEP_SIZE);
    await progress.step((batch) => {
      for (const correction of group) addCorrection(batch, publication, correction);
      changePublication(batch, publication, {});
    });
    done = { ...done, corrected: from + group.length };
    onProgress(`${done.corrected} of ${corrections.length} counters corrected`);
  }

  for (let from = 0; from < state.toDrop.length; from += STEP_SIZE) {
    if (signal.aborted) return done;
    const group = state.toDrop.slice(from, from + STEP_SIZE);
    await progress.step((batch) => dropPosts(batch, publication, group));
    done = { ...done, dropped: from + group.length };
    onProgress(`${done.dropped} of ${state.toDrop.length} posts without entities dropped`);
  }
  const left = leftLedger(state);
  if (left > 0) await progress.step((batch) => changePublication(batch, publication, { unkeptBy: -left }));

  // Also what was corrected to something else at the moment of the reading: a post may have been forgotten since.
  const entities = publication.collection(collections.entities);
  const places = [...corrections.map(({ entityId }) => entityId), ...empty].map((id) => entities.doc(id));
  return { ...done, ...(await removeEmpty(publication.firestore, places, options)) };
}

function addCorrection(
  batch: WriteBatch,
  publication: DocumentReference,
  { entityId, entity, by }: Correction,
): void {
  const document = publication.collection(collections.entities).doc(entityId);
  const count = FieldValue.increment(by);
  if (entity === undefined) {
    batch.set(document, { count }, { merge: true });
    return;
  }
  const { type, key, text } = entity;
  const written: Written<EntityDocument> = { type, key, text, count };
  batch.set(document, written, { merge: true });
}

interface Change {
  readonly articlesBy?: number;
  readonly unkeptBy?: number;
}

/** Changes the counts of a publication, and its version in any case. */
function changePublication(
  batch: WriteBatch,
  publication: DocumentReference,
  { articlesBy = 0, unkeptBy = 0 }: Change,
): void {
  batch.update(publication, {
    correctedAt: FieldValue.serverTimestamp(),
    ...(articlesBy !== 0 && { articleCount: FieldValue.increment(articlesBy) }),
    ...(unkeptBy !== 0 && { unkept: FieldValue.increment(unkeptBy) }),
  });
}

/** Makes a publication's document that is missing; one that a saver has made since the reading has its own counts already. */
async function addPublication(
  batch: WriteBatch,
  publication: DocumentReference,
  { articlesBy = 0, unkeptBy = 0 }: Change,
  otherwise: Pick<PublicationDocument, 'name' | 'updatedAt'>,
): Promise<void> {
  if ((await publication.get()).exists) {
    changePublication(batch, publication, { articlesBy, unkeptBy });
    return;
  }
  const written: Written<PublicationDocument> = {
    ...otherwise,
    articleCount: articlesBy,
    correctedAt: FieldValue.serverTimestamp(),
    unkept: unkeptBy,
  };
  batch.create(publication, written);
}

/**
 * Lets posts leave the ledger and the number of articles, so that they count when they are submitted again. Of one that has left by itself
 * since the reading only the article is taken; its document, if there is one again, stands for a later count of the post and stays.
 */
async function dropPosts(
  batch: WriteBatch,
  publication: DocumentReference,
  posts: readonly LedgerVersion[],
): Promise<void> {
  const snapshots = await publication.firestore.getAll(...posts.map(({ document }) => document), {
    fieldMask: [],
  });
  for (const [index, { document, updateTime }] of posts.entries()) {
    if (snapshots[index]?.updateTime?.isEqual(updateTime))
      batch.delete(document, { lastUpdateTime: updateTime });
  }
  changePublication(batch, publication, { articlesBy: -posts.length, unkeptBy: -posts.length });
}
