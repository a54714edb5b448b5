/**
 * The saver's side of the store: articles of posts, plans, and the calls to Firestore that a commit takes.
 * Commits are encoded here and sent as bytes; everything that is rare goes through the high-level client.
 */
import { FieldValue, type Firestore } from '@google-cloud/firestore';
import type { Committer } from '../common/cloud/firestore-commit.ts';
import type { ProcessedPost } from '../common/domain/post.ts';
import { createDayDocuments } from '../common/domain/store/day-documents.ts';
import {
  type ArticleRecord,
  collections,
  type DayDocument,
  type Written,
} from '../common/domain/store/documents.ts';
import type { Log } from '../common/process/log.ts';
import type { Runtime } from '../common/process/runtime.ts';
import { within } from '../common/process/time-limit.ts';
import { type Article, createArticleMaker } from './article.ts';
import { type CommitCalls, type CommitOutcome, type Counted, commit } from './commit.ts';
import { timedOut } from './errors.ts';
import { type Commit, type CommitLimits, plan } from './plan.ts';
import { createWriteEncoder } from './wire/writes.ts';

export interface StoreOptions extends CommitLimits {
  /** How long Firestore may take to answer, in milliseconds. */
  readonly timeoutMs: number;
  /** How long records are kept, in days from acceptance. */
  readonly articleTtlDays: number;
}

export interface SaveStore {
  /** @returns undefined when the post names more than a record can hold */
  readonly articleOf: (post: ProcessedPost) => Article | undefined;
  /** Cuts articles into commits that may be sent at the same time; each has to be released. */
  readonly plan: (articles: readonly Article[]) => readonly Commit[];
  /** @throws when trying again later may help */
  readonly commit: (commit: Commit) => Promise<CommitOutcome>;
  readonly release: (commit: Commit) => void;
}

/** Documents asked for at a time when records are read. */
const READ_SIZE = 500;

export interface StoreParts {
  readonly firestore: Firestore;
  readonly committer: Committer;
  readonly runtime: Runtime;
  readonly log: Log;
}

/** Opens the store for one saver, which draws its name as a writer here. */
export function createSaveStore(parts: StoreParts, options: StoreOptions): SaveStore {
  const { firestore, committer, log } = parts;
  const { clock, chance } = parts.runtime;
  const encoder = createWriteEncoder(committer.database);
  const maker = createArticleMaker(encoder, options.articleTtlDays);
  const documents = createDayDocuments(chance.hex(12));
  const inTime = <Result>(work: Promise<Result>): Promise<Result> =>
    within(clock, options.timeoutMs, work, () => timedOut(options.timeoutMs));

  const calls: CommitCalls = {
    send: ({ articles, counters }) => {
      const writes = [...articles.map(({ write }) => write), ...counters.map(encoder.counter)];
      return inTime(committer.send(encoder.commit(writes), options.timeoutMs));
    },
    counted: (articles) => inTime(readCounted(firestore, articles)),
    async noteChanged(articles) {
      const written = await inTime(
        noteChanged(firestore, articles, (article, day) =>
          documents.take(article.publicationId, day, { bytes: 0, mentions: 0 }, clock.monotonic()),
        ),
      );
      documents.release(written.documentIds);
      for (const { postId, publicationId } of articles)
        log.info(
          { postId, publicationId },
          'an article was submitted again with other content; the first version stays counted',
        );
      return written.writes;
    },
    plan: (articles) => plan(articles, options, documents, clock.monotonic()),
    release: ({ counters }) => documents.release(counters.map(({ documentId }) => documentId)),
  };
  return {
    articleOf: maker.make,
    plan: calls.plan,
    commit: (planned) => commit(planned, calls),
    release: calls.release,
  };
}

async function readCounted(
  firestore: Firestore,
  articles: readonly Article[],
): Promise<ReadonlyMap<string, Counted>> {
  const records = firestore.collection(collections.posts);
  const counted = new Map<string, Counted>();
  for (let from = 0; from < articles.length; from += READ_SIZE) {
    const references = articles.slice(from, from + READ_SIZE).map(({ recordId }) => records.doc(recordId));
    const snapshots = await firestore.getAll(...references, { fieldMask: ['contentHash', 'changedTo'] });
    for (const snapshot of snapshots) {
      if (!snapshot.exists) continue;
      counted.set(snapshot.id, {
        contentHash: snapshot.get('contentHash'),
        changedTo: snapshot.get('changedTo'),
      });
    }
  }
  return counted;
}

/**
 * Notes changed content in one atomic commit for each publication and day: the records get the new content
 * hash, and the day counts the change. A precondition requires that each record has not changed since it is
 * read here. So two savers do not count one change twice. The commit of the second fails and is retried, and
 * then finds the change noted.
 */
async function noteChanged(
  firestore: Firestore,
  articles: readonly Article[],
  documentFor: (article: Article, day: string) => string,
): Promise<{ readonly writes: number; readonly documentIds: readonly string[] }> {
  const records = firestore.collection(collections.posts);
  const snapshots = await firestore.getAll(...articles.map(({ recordId }) => records.doc(recordId)), {
    fieldMask: ['day', 'changedTo'],
  });
  const documentIds: string[] = [];
  let writes = 0;
  for (const [index, article] of articles.entries()) {
    const snapshot = snapshots[index];
    const { updateTime } = snapshot ?? {};
    if (
      snapshot === undefined ||
      updateTime === undefined ||
      snapshot.get('changedTo') === article.contentHash
    )
      continue;
    const day: string = snapshot.get('day');
    const documentId = documentFor(article, day);
    documentIds.push(documentId);
    const batch = firestore.batch();
    const record: Partial<Written<ArticleRecord>> = { changedTo: article.contentHash };
    batch.update(snapshot.ref, record, { lastUpdateTime: updateTime });
    const counter: Written<DayDocument> = {
      publication: article.publicationId,
      day,
      name: article.publication,
      open: true,
      articles: FieldValue.increment(0),
      changed: FieldValue.increment(1),
    };
    batch.set(firestore.collection(collections.days).doc(documentId), counter, { merge: true });
    await batch.commit();
    writes += 2;
  }
  return { writes, documentIds };
}
