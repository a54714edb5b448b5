/**
 * The progress of a recount. A document of the publication names the recount that wrote last, and its number
 * of steps. A step is one commit. It updates the document, on condition that the document is unchanged since
 * the recount last saw it. So a step whose answer was lost is not repeated, and a recount that another has
 * taken over fails at its next step without writing any of it.
 *
 * A recount takes the document over after it has read everything and knows that it will write. The document
 * must be unchanged since the moment of the reading. So no other recount has written in between,
 * and none writes afterwards. The increments apply to the counts that were read, plus later additions of
 * savers and forgetting.
 *
 * The document is never deleted. Otherwise a recount that began and ended in between would leave no trace.
 */
import {
  type DocumentReference,
  FieldValue,
  type Firestore,
  type Timestamp,
  type WriteBatch,
} from '@google-cloud/firestore';
import { isConflict } from '../../../functions/common/cloud/grpc.ts';
import {
  type CorrectionDocument,
  collections,
  type Written,
} from '../../../functions/common/domain/store/documents.ts';
import { ExitCode, ExplainedError } from '../../../functions/common/process/exit-codes.ts';
import { again, answerOf, attempts, type Retrying } from '../again.ts';

export interface RecountSteps {
  /**
   * Commits the next step exactly once.
   * @param fill adds the writes to the batch. It is called again for each attempt
   * @throws ExplainedError when another recount has taken over, or Firestore's error after several attempts
   */
  readonly step: (fill: (batch: WriteBatch) => void | Promise<void>) => Promise<void>;
}

/** The document with the progress of a publication's recounts. */
export function progressOf(firestore: Firestore, publicationId: string): DocumentReference {
  return firestore.collection(collections.corrections).doc(publicationId);
}

/** Makes the document where it is missing, before anything is read. */
export async function prepareProgress(document: DocumentReference, retrying: Retrying): Promise<void> {
  const first: Written<CorrectionDocument> = { run: '', step: 0, at: FieldValue.serverTimestamp() };
  await again(retrying, async () => {
    try {
      await document.create(first);
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
  });
}

/**
 * Takes over a publication's recounts.
 * @param seen the version of the document at the moment as of which everything was read
 * @throws ExplainedError when another recount has written since
 */
export async function beginProgress(
  document: DocumentReference,
  seen: Timestamp,
  retrying: Retrying,
): Promise<RecountSteps> {
  const run = retrying.runtime.chance.hex(32);
  let last = seen;

  const advance = async (
    step: number,
    fill: (batch: WriteBatch) => void | Promise<void>,
    overtaken: string,
  ): Promise<void> => {
    const series = attempts(retrying);
    for (;;) {
      try {
        const batch = document.firestore.batch();
        const written: Written<CorrectionDocument> = { run, step, at: FieldValue.serverTimestamp() };
        batch.update(document, { ...written }, { lastUpdateTime: last });
        await fill(batch);
        const [first] = await answerOf(retrying, batch.commit());
        if (first !== undefined) last = first.writeTime;
        return;
      } catch (error) {
        const snapshot = await again(retrying, () => document.get());
        const { updateTime } = snapshot;
        if (updateTime?.isEqual(last)) {
          await series.failed(error);
          continue;
        }
        const found = snapshot.data() as CorrectionDocument | undefined;
        if (updateTime === undefined || found?.run !== run || found.step !== step)
          throw new ExplainedError(overtaken, ExitCode.unavailable, { cause: error });
        // It happened, and the answer was lost.
        last = updateTime;
        return;
      }
    }
  };

  await advance(
    0,
    () => undefined,
    'Another recount of this publication is running, or has just ended. This one changed nothing. Run it again later to see which counts are still wrong.',
  );
  let step = 0;
  return {
    async step(fill) {
      step += 1;
      await advance(
        step,
        fill,
        'Another recount of this publication has taken over, so this one stopped. The counts that it had corrected stay corrected.',
      );
    },
  };
}
