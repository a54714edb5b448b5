/** Writes what a recount has planned: corrections as increments, in steps that each happen exactly once. */
import { type DocumentReference, FieldValue, type WriteBatch } from '@google-cloud/firestore';
import { collections, type EntityDocument, type Written } from '../../common/collections.ts';
import type { Correction, RecountPlan } from './recount-plan.ts';
import type { Progress } from './recount-progress.ts';
import { removeEmpty } from './remove-empty.ts';

/** Corrections a step holds; some 200 bytes each. */
const STEP_SIZE = 400;

/**
 * Carries out a plan.
 * @param options.signal between two steps: stop when aborted
 * @param options.onProgress told how far it is
 * @returns whether it came to its end
 * @throws what a step throws; the steps before it have happened
 */
export async function carryOut(
  { corrections, articlesBy }: RecountPlan,
  publication: DocumentReference,
  progress: Progress,
  options: { readonly signal: AbortSignal; readonly onProgress: (done: string) => void },
): Promise<boolean> {
  for (let from = 0; from < corrections.length; from += STEP_SIZE) {
    if (options.signal.aborted) return false;
    const group = corrections.slice(from, from + STEP_SIZE);
    await progress.step((batch) => {
      for (const correction of group) addCorrection(batch, publication, correction);
    });
    options.onProgress(`${from + group.length} of ${corrections.length} counters corrected`);
  }
  if (articlesBy !== 0) {
    await progress.step((batch) =>
      batch.update(publication, { articleCount: FieldValue.increment(articlesBy) }),
    );
  }
  const places = publication.collection(collections.entities);
  await removeEmpty(
    publication.firestore,
    corrections.flatMap(({ entityId, entity }) => (entity === undefined ? [places.doc(entityId)] : [])),
  );
  // Nothing depends on it any more; one that another recount has put in its place stays.
  await progress.end().catch(() => undefined);
  return true;
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
