/**
 * Reads records of articles, the newest first. Firestore has an index of the articles of each publication and
 * of each name, and none of all of them: entries of one index in the order of time are written at one place,
 * which Firestore bounds at 500 a second. So the articles of all publications are several queries, each of as
 * many publications as `in` takes.
 */
import type { Firestore, QueryDocumentSnapshot, Timestamp } from '@google-cloud/firestore';
import type { Reads } from '../../common/cloud/moment.ts';
import type { ArticleRecord } from '../../common/domain/store/documents.ts';
import { type ArticleChoice, articles } from './queries.ts';

/** The most values that Firestore's `in` takes. */
const MAX_PUBLICATIONS_A_QUERY = 30;
/** The publications whose articles one answer lists: each query reads a page. */
export const MAX_PUBLICATIONS_LISTED = 300;
/** Articles are counted up to this number: Firestore charges a read for each 1,000 index entries. */
const MAX_COUNTED = 10_000;

/** A record, and where it is in the order of all. */
export interface FoundArticle {
  readonly id: string;
  readonly record: ArticleRecord;
}

/** The queries that together find the articles of some publications. */
export function choicesOf(
  publicationIds: readonly string[],
  choice: Omit<ArticleChoice, 'publicationIds'>,
): readonly ArticleChoice[] {
  const choices: ArticleChoice[] = [];
  for (let from = 0; from < publicationIds.length; from += MAX_PUBLICATIONS_A_QUERY) {
    const some = publicationIds.slice(from, from + MAX_PUBLICATIONS_A_QUERY);
    choices.push({ ...choice, publicationIds: some });
  }
  return choices;
}

/** One of the queries, and how far it was read. */
interface ArticleSource {
  readonly choice: ArticleChoice;
  readonly found: readonly FoundArticle[];
  /** Whether the query has no further article. */
  readonly isAtEnd: boolean;
}

/**
 * The newest articles of several disjoint queries, at most `limit`. Each query first reads a part of the
 * page. A query whose articles are all among the newest reads on, twice as far each time. So a page costs at
 * most about three times as many reads as it has articles, for any number of queries.
 */
export async function newestOf(
  at: Reads,
  firestore: Firestore,
  choices: readonly ArticleChoice[],
  { limit, after }: { readonly limit: number; readonly after?: readonly [Timestamp, string] | undefined },
): Promise<readonly FoundArticle[]> {
  let size = Math.ceil(limit / Math.max(1, choices.length));
  let sources: readonly ArticleSource[] = choices.map((choice) => ({ choice, found: [], isAtEnd: false }));
  for (;;) {
    const newest = sources
      .flatMap(({ found }) => found)
      .sort(byNewest)
      .slice(0, limit);
    const last = newest.length < limit ? undefined : newest.at(-1);
    const isBehind = ({ found, isAtEnd }: ArticleSource): boolean => {
      const end = found.at(-1);
      return !isAtEnd && (end === undefined || last === undefined || byNewest(end, last) < 0);
    };
    if (!sources.some(isBehind)) return newest;
    const step = size;
    sources = await Promise.all(
      sources.map((source) =>
        isBehind(source) ? readFurther(at, firestore, source, { limit: step, after }) : source,
      ),
    );
    size = Math.min(2 * size, limit);
  }
}

async function readFurther(
  at: Reads,
  firestore: Firestore,
  { choice, found }: ArticleSource,
  { limit, after }: { readonly limit: number; readonly after?: readonly [Timestamp, string] | undefined },
): Promise<ArticleSource> {
  const end = found.at(-1);
  const from = end === undefined ? after : ([end.record.at, end.id] as const);
  const { docs } = await at.get(articles(firestore, choice, { limit, after: from }));
  return { choice, found: [...found, ...docs.map(foundOf)], isAtEnd: docs.length < limit };
}

/** How many articles some queries find, up to `MAX_COUNTED`. */
export async function countOf(
  at: Reads,
  firestore: Firestore,
  choices: readonly ArticleChoice[],
): Promise<{ readonly total: number; readonly isTotalExact: boolean }> {
  const counts = await Promise.all(
    choices.map((choice) =>
      at.get(articles(firestore, choice, { limit: MAX_COUNTED + 1, after: undefined }).count()),
    ),
  );
  const total = counts.reduce((sum, snapshot) => sum + snapshot.data().count, 0);
  return { total: Math.min(total, MAX_COUNTED), isTotalExact: total <= MAX_COUNTED };
}

function foundOf(document: QueryDocumentSnapshot): FoundArticle {
  return { id: document.id, record: document.data() as ArticleRecord };
}

/** The order of the queries: by moment and then by the id of the record, the last first. */
function byNewest(a: FoundArticle, b: FoundArticle): number {
  const [one, other] = [a.record.at, b.record.at];
  return (
    other.seconds - one.seconds ||
    other.nanoseconds - one.nanoseconds ||
    (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)
  );
}
