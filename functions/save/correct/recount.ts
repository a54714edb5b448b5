/**
 * Recounts a publication from the posts that the ledger keeps. Savers go on meanwhile: ledger and counters are read as of one moment, and what
 * is written is the difference between the two at that moment, as increments, so what is counted later is not touched.
 *
 * An increment must not happen twice, and a second recount at the same time would do just that. Each commit therefore also moves a document
 * that says which recount is under way, and holds only if that document is as the last commit left it: of a commit whose answer was lost
 * it tells whether it happened, and a recount that another has taken over fails at its next commit, whole. Interrupted, it leaves counters
 * partly corrected; the next recount finds what is left.
 */
import { randomUUID } from 'node:crypto';
import {
  type DocumentReference,
  FieldPath,
  FieldValue,
  type Firestore,
  type Query,
  type QueryDocumentSnapshot,
  type Timestamp,
  type Transaction,
  type WriteBatch,
} from '@google-cloud/firestore';
import {
  collections,
  type EntityDocument,
  type LedgerDocument,
  type RecountDocument,
  type Written,
} from '../../common/collections.ts';
import { ExitCode, ExplainedError } from '../../common/exit-codes.ts';
import { decodeEntities } from '../kept-entities.ts';
import { ATTEMPTS, again, pause } from './again.ts';
import { type Correction, createSum, planRecount, type RecountPlan, type Sum } from './recount-plan.ts';
import { removeEmpty } from './remove-empty.ts';

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

interface State {
  readonly sum: Sum;
  /** Posts whose entities the ledger does not have. */
  readonly withoutEntities: number;
  readonly counted: ReadonlyMap<string, number>;
  readonly articles: number;
}

const PAGE = 500;
/** Corrections a commit holds; some 200 bytes each. */
const COMMIT_SIZE = 400;

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
  const progress = publication.collection(collections.recounts).doc('current');
  const run = randomUUID();
  let last: Timestamp | undefined;
  if (!options.dryRun) {
    // Whichever recount was under way is over with this: its commits do not hold any more.
    last = (await again(() => progress.set({ run, step: 0, at: FieldValue.serverTimestamp() }))).writeTime;
  }
  const state = await firestore.runTransaction((view) => readState(view, publication, options), {
    readOnly: true,
  });
  const unknown = Math.max(state.withoutEntities, state.articles - state.sum.posts());
  if (unknown > 0 && !options.dropUnknown) {
    if (last !== undefined) await progress.delete({ lastUpdateTime: last });
    throw new ExplainedError(
      `${state.articles} articles are counted, and the ledger has the entities of ${state.sum.posts()}: ${unknown} were saved ` +
        'without SAVE_KEEP_ENTITIES, or have left the ledger. Recounting would take their counts away; --drop-unknown does so.',
      ExitCode.failed,
    );
  }
  const plan = planRecount(state.sum, state.counted, state.articles);
  const told = {
    posts: state.sum.posts(),
    articlesBy: plan.articlesBy,
    corrections: plan.corrections.length,
  };
  if (last === undefined) return { ...told, finished: true };
  const finished = await carryOut(firestore, publication, { plan, run, progress, last }, options);
  return { ...told, finished };
}

async function readState(
  view: Transaction,
  publication: DocumentReference,
  { onProgress }: RecountOptions,
): Promise<State> {
  const { firestore } = publication;
  const articles = Number((await view.get(publication)).get('articleCount') ?? 0);
  const sum = createSum();
  let withoutEntities = 0;
  let read = 0;
  const posts = firestore
    .collection(collections.posts)
    .where('publicationId', '==', publication.id)
    .select('entities', 'forgottenAt');
  for await (const page of pages(view, posts)) {
    const kept = page.flatMap((document) => {
      const { entities, forgottenAt } = document.data() as Pick<LedgerDocument, 'entities' | 'forgottenAt'>;
      if (forgottenAt !== undefined) return [];
      if (entities === undefined) withoutEntities += 1;
      return entities === undefined
        ? []
        : [{ postId: document.id, publication: '', entities: decodeEntities(entities) }];
    });
    sum.add(kept);
    read += page.length;
    onProgress(`${read} posts read`);
  }
  const counted = new Map<string, number>();
  const entities = publication.collection(collections.entities).select('count');
  for await (const page of pages(view, entities))
    for (const document of page) counted.set(document.id, Number(document.get('count')));
  return { sum, withoutEntities, counted, articles };
}

async function* pages(view: Transaction, query: Query): AsyncGenerator<readonly QueryDocumentSnapshot[]> {
  const ordered = query.orderBy(FieldPath.documentId()).limit(PAGE);
  let after: QueryDocumentSnapshot | undefined;
  for (;;) {
    const { docs } = await view.get(after === undefined ? ordered : ordered.startAfter(after));
    if (docs.length > 0) yield docs;
    after = docs.at(-1);
    if (docs.length < PAGE) return;
  }
}

interface Work {
  readonly plan: RecountPlan;
  readonly run: string;
  readonly progress: DocumentReference;
  /** When the progress document was written last. */
  readonly last: Timestamp;
}

/** @returns whether it came to its end */
async function carryOut(
  firestore: Firestore,
  publication: DocumentReference,
  work: Work,
  { signal, onProgress }: RecountOptions,
): Promise<boolean> {
  const { corrections, articlesBy } = work.plan;
  const groups: (readonly Correction[])[] = [];
  for (let from = 0; from < corrections.length; from += COMMIT_SIZE)
    groups.push(corrections.slice(from, from + COMMIT_SIZE));
  let { last } = work;
  for (const [index, group] of groups.entries()) {
    if (signal.aborted) return false;
    const step = index + 1;
    last = await commitOnce(work, step, () => {
      const batch = firestore.batch();
      batch.update(work.progress, { step }, { lastUpdateTime: last });
      for (const correction of group) addCorrection(batch, publication, correction);
      return batch;
    });
    onProgress(
      `${Math.min(step * COMMIT_SIZE, corrections.length)} of ${corrections.length} counters corrected`,
    );
  }
  if (articlesBy !== 0) {
    const step = groups.length + 1;
    last = await commitOnce(work, step, () => {
      const batch = firestore.batch();
      batch.update(work.progress, { step }, { lastUpdateTime: last });
      batch.update(publication, { articleCount: FieldValue.increment(articlesBy) });
      return batch;
    });
  }
  const places = publication.collection(collections.entities);
  await removeEmpty(
    firestore,
    corrections.flatMap(({ entityId, entity }) => (entity === undefined ? [places.doc(entityId)] : [])),
  );
  // Nothing depends on it any more; one that another recount has put in its place stays.
  await work.progress.delete({ lastUpdateTime: last }).catch(() => undefined);
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

/**
 * Commits a step exactly once.
 * @returns when the progress document was written by it
 */
async function commitOnce(work: Work, step: number, prepare: () => WriteBatch): Promise<Timestamp> {
  for (let attempt = 1; ; attempt++) {
    try {
      const [first] = await prepare().commit();
      if (first !== undefined) return first.writeTime;
    } catch (error) {
      const snapshot = await work.progress.get();
      const found = snapshot.data() as RecountDocument | undefined;
      if (found?.run !== work.run) {
        throw new ExplainedError(
          'Another recount of this publication has begun meanwhile and goes on; this one has stopped.',
          ExitCode.failed,
          { cause: error },
        );
      }
      // It happened, and the answer was lost.
      if (found.step === step && snapshot.updateTime !== undefined) return snapshot.updateTime;
      if (attempt === ATTEMPTS) throw error;
      await pause(attempt);
    }
  }
}
