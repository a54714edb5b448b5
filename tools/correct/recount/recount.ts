/**
 * Recounts a publication from the posts that the ledger keeps. Savers go on meanwhile: ledger and counters are read as of one moment, and what
 * is written is the difference between the two at that moment, as increments, so what is counted or forgotten later is not touched.
 *
 * An increment must not happen twice, and a second recount at the same time would do just that; `progress.ts` sees to it that each
 * step happens once, and that only one recount goes on. Interrupted anywhere, it leaves counters partly corrected or at 0; the next recount
 * reads that as it reads any mistake, and finds what is left.
 */
import type { DocumentReference, Firestore } from '@google-cloud/firestore';
import { collections } from '../../../functions/common/domain/collections.ts';
import { publicationId } from '../../../functions/common/domain/keys.ts';
import { ExitCode, ExplainedError } from '../../../functions/common/process/exit-codes.ts';
import type { Runtime } from '../../../functions/common/process/runtime.ts';
import { again, type Notice, type Retrying } from '../again.ts';
import { type Correction, planRecount } from './plan.ts';
import { beginProgress, prepareProgress } from './progress.ts';
import { type ReadOptions, readState } from './read.ts';
import { objection } from './unknown.ts';
import { carryOut, type WrittenSoFar } from './write.ts';

export interface RecountOptions {
  /**
   * Recount although the ledger does not know with what all posts were counted: their counts are taken away, and they leave the ledger, so that
   * they can be submitted again.
   */
  readonly dropUnknown: boolean;
  /** Change nothing. */
  readonly dryRun: boolean;
  /** Between two reads or commits: stop when aborted. */
  readonly signal: AbortSignal;
  /** Told how far it is. */
  readonly onProgress: Notice;
  /** Told when something is tried again; `onProgress` by default. */
  readonly notice?: Notice;
  readonly runtime: Runtime;
}

/** A counter, as it is and as it should be. */
export interface WrongCounter {
  readonly entityId: string;
  /** Undefined where no post names the entity; so for `text`. */
  readonly type: string | undefined;
  readonly text: string | undefined;
  readonly counted: number;
  readonly shouldBe: number;
}

export interface Recounted extends WrittenSoFar {
  readonly posts: number;
  /** By how much the number of articles was wrong. */
  readonly articlesBy: number;
  /** Counters that were wrong. */
  readonly corrections: number;
  /** Counters of 0 that an interrupted correction had left. */
  readonly empty: number;
  /** With a dry run: each counter that is wrong. */
  readonly wrong: readonly WrongCounter[];
}

const NOTHING: Recounted = {
  posts: 0,
  articlesBy: 0,
  corrections: 0,
  empty: 0,
  wrong: [],
  corrected: 0,
  removed: 0,
  dropped: 0,
  finished: false,
};

/**
 * Recounts.
 * @param name of the publication
 * @throws ExplainedError when there is no such publication, the ledger does not know all its posts, or another recount was faster
 */
export async function recount(firestore: Firestore, name: string, given: RecountOptions): Promise<Recounted> {
  const options: ReadOptions = { ...given, notice: given.notice ?? given.onProgress };
  const publication = firestore.collection(collections.publications).doc(publicationId(name));
  await assertKnown(publication, name, options);
  if (!given.dryRun) await prepareProgress(publication, options);
  const state = await readState(publication, options);
  if (state === undefined) return NOTHING;
  const posts = state.sum.posts();
  const plan = planRecount(state.sum, state.counted, state.publication?.articleCount ?? 0);
  const against = objection({ ...state, posts }, plan);
  if (against !== undefined && !given.dropUnknown) throw new ExplainedError(against, ExitCode.data);
  const found = {
    posts,
    articlesBy: plan.articlesBy,
    corrections: plan.corrections.length,
    empty: plan.empty.length,
    wrong: given.dryRun ? plan.corrections.map((one) => wrongCounter(one, state.counted)) : [],
  };
  if (given.dryRun || state.progress === undefined) return { ...NOTHING, ...found, finished: given.dryRun };
  const progress = await beginProgress(publication, state.progress, options);
  return { ...found, ...(await carryOut(plan, state, { publication, name }, progress, options)) };
}

function wrongCounter(
  { entityId, entity, by }: Correction,
  counters: ReadonlyMap<string, number>,
): WrongCounter {
  const counted = counters.get(entityId) ?? 0;
  return { entityId, type: entity?.type, text: entity?.text, counted, shouldBe: counted + by };
}

/** A publication without a document is known by its posts in the ledger. */
async function assertKnown(publication: DocumentReference, name: string, retrying: Retrying): Promise<void> {
  const { firestore, id } = publication;
  const posts = firestore.collection(collections.posts).where('publicationId', '==', id).limit(1);
  if ((await again(retrying, () => publication.get())).exists) return;
  if (!(await again(retrying, () => posts.get())).empty) return;
  throw new ExplainedError(
    `There is no publication ${JSON.stringify(name)}, and the ledger has no post of it.`,
    ExitCode.data,
  );
}
