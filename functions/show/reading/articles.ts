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

/** `in` takes so many values. */
const MAX_PUBLICATIONS_A_QUERY = 30;
/** The publications whose articles one answer lists: each query reads a page. */
export const MAX_PUBLICATIONS_LISTED = 300;
/** Articles are counted up to this number: Firestore charges a read for each 1,000 index entries. */
export const MAX_COUNTED = 10_000;

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

/** The newest articles of some queries that have none in common, at most so many. */
export async function newestOf(
  at: Reads,
  firestore: Firestore,
  choices: readonly ArticleChoice[],
  page: { readonly limit: number; readonly after?: readonly [Timestamp, string] | undefined },
): Promise<readonly FoundArticle[]> {
  const found = await Promise.all(choices.map((choice) => at.get(articles(firestore, choice, page))));
  const all = found.flatMap(({ docs }) => docs.map(foundOf));
  if (choices.length > 1) all.sort(byNewest);
  return all.slice(0, page.limit);
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
