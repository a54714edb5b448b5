/**
 * Recounts a publication from the posts that the ledger keeps. Savers go on meanwhile: ledger and counters are read as of one moment, and what
 * is written is the difference between the two at that moment, as increments, so what is counted later is not touched.
 *
 * An increment must not happen twice, and a second recount at the same time would do just that; `recount-progress.ts` sees to it that each
 * step happens once, and that only one recount goes on. Interrupted, it leaves counters partly corrected; the next recount finds what is left.
 */
import type { Firestore } from '@google-cloud/firestore';
import { collections } from '../../common/collections.ts';
import { ExitCode, ExplainedError } from '../../common/exit-codes.ts';
import { planRecount } from './recount-plan.ts';
import { beginProgress } from './recount-progress.ts';
import { readState } from './recount-read.ts';
import { carryOut } from './recount-write.ts';

export interface RecountOptions {
  /** Recount although the ledger does not know all posts that are counted; what it does not know is no longer counted then. */
  readonly dropUnknown: boolean;
  /** Change nothing. */
  readonly dryRun: boolean;
  /** Between two commits: stop when aborted. */
  readonly signal: AbortSignal;
  /** Told how far it is. */
  readonly onProgress: (done: string) => void;
}

export interface Recounted {
  readonly posts: number;
  /** By how much the number of articles was wrong. */
  readonly articlesBy: number;
  /** Counters that were wrong. */
  readonly corrections: number;
  readonly finished: boolean;
}

/**
 * Recounts.
 * @param publicationId the document id of the publication
 * @throws ExplainedError when there is no such publication, the ledger does not know all its posts, or another recount took over
 */
export async function recount(
  firestore: Firestore,
  publicationId: string,
  options: RecountOptions,
): Promise<Recounted> {
  const publication = firestore.collection(collections.publications).doc(publicationId);
  if (!(await publication.get()).exists) {
    throw new ExplainedError(`There is no publication ${JSON.stringify(publicationId)}.`, ExitCode.failed);
  }
  // Before the reading: what another recount has written is then in what is read, and it writes no more.
  const progress = options.dryRun ? undefined : await beginProgress(publication);
  const { sum, withoutEntities, counted, articles } = await firestore.runTransaction(
    (view) => readState(view, publication, options.onProgress),
    { readOnly: true },
  );
  const posts = sum.posts();
  const unknown = Math.max(withoutEntities, articles - posts);
  if (unknown > 0 && !options.dropUnknown) {
    await progress?.end();
    throw new ExplainedError(
      `${articles} articles are counted, and the ledger has the entities of ${posts}: ${unknown} were saved ` +
        'without SAVE_KEEP_ENTITIES, or have left the ledger. Recounting would take their counts away; --drop-unknown does so.',
      ExitCode.failed,
    );
  }
  const plan = planRecount(sum, counted, articles);
  const finished = progress === undefined || (await carryOut(plan, publication, progress, options));
  return { posts, articlesBy: plan.articlesBy, corrections: plan.corrections.length, finished };
}
