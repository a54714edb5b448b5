/**
 * Carries out a planned commit, so that each of its posts is counted exactly once whatever happens: the ledger documents are
 * created, not set, in the same atomic write as the increments. When one of them exists, nothing of the commit is applied
 * (ALREADY_EXISTS); the ledger then tells which posts have been counted, and the rest is planned and committed again. That covers
 * redelivered messages, other savers, and commits of our own whose answer was lost.
 */
import { FieldValue, type Firestore, Timestamp } from '@google-cloud/firestore';
import {
  collections,
  type EntityDocument,
  type LedgerDocument,
  type PublicationDocument,
  type Written,
} from '../common/domain/collections.ts';
import { encodeEntities } from '../common/domain/kept-entities.ts';
import { documentId } from '../common/domain/keys.ts';
import type { ProcessedPost } from '../common/domain/post.ts';
import type { Clock } from '../common/process/runtime.ts';
import { within } from '../common/process/time-limit.ts';
import { commitFailureOf, timedOut } from './errors.ts';
import { type Commit, type CommitLimits, plan, writesOf } from './plan.ts';

/** What became of the posts of a commit, by id. */
export interface CommitOutcome {
  readonly saved: readonly string[];
  /** Counted before, by this or another process. */
  readonly duplicates: readonly string[];
  /** Refused by Firestore, with its reason. */
  readonly refused: ReadonlyMap<string, string>;
  /** Documents written. */
  readonly writes: number;
}

export interface CommitOptions extends CommitLimits {
  readonly clock: Clock;
  /** Firestore may take so long to answer, in milliseconds. */
  readonly timeoutMs: number;
  /** How long the ledger remembers a post, in days. */
  readonly ledgerTtlDays: number;
}

const MS_PER_DAY = 86_400_000;
/** Documents asked for at a time when the ledger is read. */
const LEDGER_READ_SIZE = 500;

/**
 * Commits posts.
 * @throws whatever Firestore answered, or a time-out, when trying again later may help; then nothing is known of the posts
 */
export async function commit(
  firestore: Firestore,
  planned: Commit,
  options: CommitOptions,
): Promise<CommitOutcome> {
  const { posts } = planned;
  try {
    await send(firestore, planned, options);
    return { saved: idsOf(posts), duplicates: [], refused: new Map(), writes: writesOf(planned) };
  } catch (error) {
    switch (commitFailureOf(error)) {
      case 'already-exists': {
        const counted = await inLedger(firestore, idsOf(posts), options);
        // Expired between the commit and the look: as if the commit had failed.
        if (counted.size === 0) throw error;
        const rest = posts.filter(({ postId }) => !counted.has(postId));
        const done = { ...NOTHING, duplicates: [...counted] };
        return sum([done, ...(await commitAll(firestore, plan(rest, options), options))]);
      }
      case 'refused': {
        const [only, second] = posts;
        if (only !== undefined && second === undefined) {
          return { ...NOTHING, refused: new Map([[only.postId, String(error)]]) };
        }
        // One post spoils the commit: halving finds it, and the others are saved.
        const halves = [posts.slice(0, posts.length >> 1), posts.slice(posts.length >> 1)];
        const plans = halves.flatMap((half) => plan(half, options));
        return sum(await commitAll(firestore, plans, options));
      }
      case 'transient':
        throw error;
    }
  }
}

const NOTHING: CommitOutcome = { saved: [], duplicates: [], refused: new Map(), writes: 0 };

async function commitAll(
  firestore: Firestore,
  commits: readonly Commit[],
  options: CommitOptions,
): Promise<CommitOutcome[]> {
  const outcomes: CommitOutcome[] = [];
  for (const next of commits) outcomes.push(await commit(firestore, next, options));
  return outcomes;
}

function sum(outcomes: readonly CommitOutcome[]): CommitOutcome {
  return {
    saved: outcomes.flatMap(({ saved }) => saved),
    duplicates: outcomes.flatMap(({ duplicates }) => duplicates),
    refused: new Map(outcomes.flatMap(({ refused }) => [...refused])),
    writes: outcomes.reduce((total, { writes }) => total + writes, 0),
  };
}

function idsOf(posts: readonly ProcessedPost[]): string[] {
  return posts.map(({ postId }) => postId);
}

async function send(firestore: Firestore, planned: Commit, options: CommitOptions): Promise<void> {
  const batch = firestore.batch();
  const expireAt = Timestamp.fromMillis(options.clock.now() + options.ledgerTtlDays * MS_PER_DAY);
  const byId = new Map(planned.posts.map((post) => [post.postId, post]));
  const keptOf = (postId: string): string | undefined => {
    const post = options.keepEntities ? byId.get(postId) : undefined;
    return post && encodeEntities(post.entities);
  };
  for (const { publicationId, name, postIds, entities } of planned.publications) {
    let unkept = 0;
    for (const postId of postIds) {
      const kept = keptOf(postId);
      if (kept === undefined) unkept += 1;
      const ledger: Written<LedgerDocument> = {
        publicationId,
        savedAt: FieldValue.serverTimestamp(),
        ...(kept === undefined ? { expireAt } : { entities: kept }),
      };
      batch.create(firestore.collection(collections.posts).doc(documentId(postId)), ledger);
    }
    const publication = firestore.collection(collections.publications).doc(publicationId);
    const counts: Written<PublicationDocument> = {
      name,
      articleCount: FieldValue.increment(postIds.length),
      updatedAt: FieldValue.serverTimestamp(),
      ...(unkept > 0 && { unkept: FieldValue.increment(unkept) }),
    };
    batch.set(publication, counts, { merge: true });
    for (const { entityId, type, text, key, count } of entities) {
      const entity: Written<EntityDocument> = { type, text, key, count: FieldValue.increment(count) };
      batch.set(publication.collection(collections.entities).doc(entityId), entity, { merge: true });
    }
  }
  await inTime(options, batch.commit());
}

/** Which of these posts the ledger knows. */
async function inLedger(
  firestore: Firestore,
  postIds: readonly string[],
  options: CommitOptions,
): Promise<Set<string>> {
  const ledger = firestore.collection(collections.posts);
  const known = new Set<string>();
  for (let from = 0; from < postIds.length; from += LEDGER_READ_SIZE) {
    const asked = postIds.slice(from, from + LEDGER_READ_SIZE);
    const documents = asked.map((id) => ledger.doc(documentId(id)));
    // An empty mask: only whether they exist matters. The answers come in the order of the questions.
    const snapshots = await inTime(options, firestore.getAll(...documents, { fieldMask: [] }));
    for (const [index, id] of asked.entries()) if (snapshots[index]?.exists) known.add(id);
  }
  return known;
}

/** Rejects when `work` takes too long. The work itself goes on: the ledger makes that harmless. */
function inTime<Result>({ clock, timeoutMs }: CommitOptions, work: Promise<Result>): Promise<Result> {
  return within(clock, timeoutMs, work, () => timedOut(timeoutMs));
}
