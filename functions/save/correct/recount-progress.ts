/**
 * The progress of a recount: a document beside the counters says which recount is under way and how many steps it has done. A step is one
 * commit, which moves the document on and holds only if it is as the last step left it. So a step whose answer was lost is
 * not done again, and a recount that another has taken over fails at its next step, whole.
 */
import { randomUUID } from 'node:crypto';
import { type DocumentReference, FieldValue, type WriteBatch } from '@google-cloud/firestore';
import { collections, type RecountDocument } from '../../common/collections.ts';
import { ExitCode, ExplainedError } from '../../common/exit-codes.ts';
import { ATTEMPTS, again, pause } from './again.ts';

export interface Progress {
  /**
   * Commits the next step exactly once.
   * @param fill puts into the batch what is to be written; called again for each attempt
   * @throws ExplainedError when another recount has taken over, or Firestore's error after several attempts
   */
  readonly step: (fill: (batch: WriteBatch) => void) => Promise<void>;
  /**
   * Removes the document.
   * @throws Firestore's error when it is not as the last step left it
   */
  readonly end: () => Promise<void>;
}

/** Begins a recount of a publication. Whichever was under way is over with this: its steps do not hold any more. */
export async function beginProgress(publication: DocumentReference): Promise<Progress> {
  const document = publication.collection(collections.recounts).doc('current');
  const run = randomUUID();
  const begun = await again(() => document.set({ run, step: 0, at: FieldValue.serverTimestamp() }));
  let last = begun.writeTime;
  let step = 0;

  return {
    async step(fill) {
      step += 1;
      for (let attempt = 1; ; attempt++) {
        try {
          const batch = publication.firestore.batch();
          batch.update(document, { step }, { lastUpdateTime: last });
          fill(batch);
          const [first] = await batch.commit();
          if (first !== undefined) {
            last = first.writeTime;
            return;
          }
        } catch (error) {
          const snapshot = await document.get();
          const found = snapshot.data() as RecountDocument | undefined;
          if (found?.run !== run) {
            throw new ExplainedError(
              'Another recount of this publication has begun meanwhile and goes on; this one has stopped.',
              ExitCode.failed,
              { cause: error },
            );
          }
          if (found.step === step && snapshot.updateTime !== undefined) {
            // It happened, and the answer was lost.
            last = snapshot.updateTime;
            return;
          }
          if (attempt === ATTEMPTS) throw error;
          await pause(attempt);
        }
      }
    },
    async end() {
      await document.delete({ lastUpdateTime: last });
    },
  };
}
