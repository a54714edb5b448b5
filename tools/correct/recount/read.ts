/** Reads what the ledger knows of a publication's posts and what its counters say, all as of one moment. */
import {
  type DocumentReference,
  type DocumentSnapshot,
  FieldPath,
  type Query,
  type QueryDocumentSnapshot,
  Timestamp,
  type Transaction,
} from '@google-cloud/firestore';
import {
  collections,
  type LedgerDocument,
  type PublicationDocument,
} from '../../../functions/common/domain/collections.ts';
import { decodeEntities } from '../../../functions/common/domain/kept-entities.ts';
import { ExitCode, ExplainedError } from '../../../functions/common/process/exit-codes.ts';
import { again, type Notice, type Retrying } from '../again.ts';
import { createSum, type Sum } from './plan.ts';
import { progressOf } from './progress.ts';

/** A ledger document as it was at the moment. */
export interface LedgerVersion {
  readonly document: DocumentReference;
  readonly updateTime: Timestamp;
}

export interface StoredCounts {
  /** Of the posts that should be counted. */
  readonly sum: Sum;
  /** How many posts are in the ledger without their entities. */
  readonly withoutEntities: number;
  /** Those, where they are to be dropped. */
  readonly toDrop: readonly LedgerVersion[];
  /** When the last of the posts was saved. */
  readonly lastSavedAt: Timestamp;
  /** What the counters say, by entity id. */
  readonly counted: ReadonlyMap<string, number>;
  /** Undefined where it is missing. */
  readonly publication: PublicationDocument | undefined;
  /** The version of the document that tells the progress of recounts; undefined where there was none yet. */
  readonly progress: Timestamp | undefined;
}

export interface ReadOptions extends Retrying {
  /** Whether the state should hold each post without entities. */
  readonly dropUnknown: boolean;
  /** Between two pages: stop when aborted. */
  readonly signal: AbortSignal;
  /** Told how far it is. */
  readonly onProgress: Notice;
}

/** Firestore keeps a moment for an hour; a minute is for the clock and the last read. */
const READ_WITHIN_MS = 59 * 60_000;
/** Documents asked for at a time; a ledger document is some kilobytes, at most 1 MB. */
const PAGE = 500;

/**
 * Reads, as of the moment of its first read. With a given moment Firestore opens no transaction, so there is no limit of 270 seconds and nothing
 * is locked; it keeps every moment for an hour.
 * @returns undefined when it was stopped
 * @throws ExplainedError when the hour does not suffice
 */
export async function readState(
  publication: DocumentReference,
  options: ReadOptions,
): Promise<StoredCounts | undefined> {
  const { firestore } = publication;
  const { readTime } = await again(options, () => publication.get());
  const posts = firestore
    .collection(collections.posts)
    .where('publicationId', '==', publication.id)
    .select('entities', 'forgottenAt', 'savedAt');
  const entities = publication.collection(collections.entities).select('count');
  const until = options.runtime.clock.monotonic() + READ_WITHIN_MS;
  return firestore.runTransaction(
    async (view) => {
      const get = (document: DocumentReference): Promise<DocumentSnapshot> =>
        again(options, () => view.get(document));
      const [ledger, counted, document, progress] = await Promise.all([
        readLedger(pages(view, posts, options, until), options),
        readCounters(pages(view, entities, options, until), options),
        get(publication),
        get(progressOf(publication)),
      ]);
      if (options.signal.aborted) return undefined;
      return {
        ...ledger,
        counted,
        publication: document.data() as PublicationDocument | undefined,
        progress: progress.updateTime,
      };
    },
    { readOnly: true, readTime },
  );
}

type Pages = AsyncIterable<readonly QueryDocumentSnapshot[]>;

async function readLedger(
  posts: Pages,
  { onProgress, dropUnknown }: ReadOptions,
): Promise<Pick<StoredCounts, 'sum' | 'withoutEntities' | 'toDrop' | 'lastSavedAt'>> {
  const sum = createSum();
  const toDrop: LedgerVersion[] = [];
  let withoutEntities = 0;
  let lastSavedAt = new Timestamp(0, 0);
  let read = 0;
  for await (const page of posts) {
    const kept = page.flatMap((document) => {
      const found = document.data() as Pick<LedgerDocument, 'entities' | 'forgottenAt' | 'savedAt'>;
      if (found.forgottenAt !== undefined) return [];
      if (found.savedAt > lastSavedAt) lastSavedAt = found.savedAt;
      if (found.entities !== undefined)
        return [{ postId: document.id, publication: '', entities: decodeEntities(found.entities) }];
      withoutEntities += 1;
      if (dropUnknown) toDrop.push({ document: document.ref, updateTime: document.updateTime });
      return [];
    });
    sum.add(kept);
    read += page.length;
    onProgress(`${read} posts read`);
  }
  return { sum, withoutEntities, toDrop, lastSavedAt };
}

async function readCounters(entities: Pages, { onProgress }: ReadOptions): Promise<Map<string, number>> {
  const counted = new Map<string, number>();
  for await (const page of entities) {
    for (const document of page) {
      const count: unknown = document.get('count');
      // To Firestore, too, an increment of what is no number starts from 0.
      counted.set(document.id, typeof count === 'number' ? count : 0);
    }
    onProgress(`${counted.size} counters read`);
  }
  return counted;
}

async function* pages(view: Transaction, query: Query, options: ReadOptions, until: number): Pages {
  const ordered = query.orderBy(FieldPath.documentId()).limit(PAGE);
  let after: QueryDocumentSnapshot | undefined;
  while (!options.signal.aborted) {
    if (options.runtime.clock.monotonic() > until) {
      throw new ExplainedError(
        'Reading has taken an hour, and Firestore keeps the moment it is of no longer; nothing was changed. Recount from a machine that is ' +
          'nearer to the database.',
        ExitCode.unavailable,
      );
    }
    const page = after === undefined ? ordered : ordered.startAfter(after);
    const { docs } = await again(options, () => view.get(page));
    if (docs.length > 0) yield docs;
    after = docs.at(-1);
    if (docs.length < PAGE) return;
  }
}
