/** Reads documents of days as of one moment, and folds them into columns of tables. */
import type { Firestore, Query, QueryDocumentSnapshot, Timestamp } from '@google-cloud/firestore';
import { type Reads, readAt } from '../../common/cloud/moment.ts';
import { entityKey } from '../../common/domain/keys.ts';
import { countsOfDays, namesOf } from '../../common/domain/store/day-counts.ts';
import { collections, type DayDocument } from '../../common/domain/store/documents.ts';
import type { ColumnCounts } from '../../common/domain/store/table.ts';

/** A document of a day, as of the moment it was read. */
export interface ReadDay {
  readonly id: string;
  readonly document: DayDocument;
  readonly updatedAt: Timestamp;
}

/** Documents a request. */
const PAGE = 300;
/** `in` takes 30 values. */
const DAYS_A_QUERY = 30;

/**
 * The open documents, whose counts a roll-up may lack; with `everything` all documents. In the order of days.
 */
export async function* dayDocuments(
  firestore: Firestore,
  moment: Timestamp,
  everything: boolean,
): AsyncGenerator<ReadDay> {
  const days = firestore.collection(collections.days);
  const query = (everything ? days : days.where('open', '==', true)).orderBy('day').limit(PAGE);
  let last: QueryDocumentSnapshot | undefined;
  for (;;) {
    const from: Query = last === undefined ? query : query.startAfter(last);
    const page = await readAt(firestore, moment, (at) => at.get(from));
    yield* page.docs.map(readDay);
    last = page.docs.at(-1);
    if (last === undefined || page.size < PAGE) return;
  }
}

/** All documents of a day, of all publications. */
export async function documentsOfDay(
  firestore: Firestore,
  moment: Timestamp,
  day: string,
): Promise<ReadDay[]> {
  const query = firestore.collection(collections.days).where('day', '==', day);
  return (await readAt(firestore, moment, (at) => at.get(query))).docs.map(readDay);
}

/** How many documents a day has, of all publications. */
export async function countOfDay(firestore: Firestore, moment: Timestamp, day: string): Promise<number> {
  const query = firestore.collection(collections.days).where('day', '==', day).count();
  return (await readAt(firestore, moment, (at) => at.get(query))).data().count;
}

/** All documents of some days of a publication. */
export async function documentsOfPublication(
  firestore: Firestore,
  at: Reads,
  publicationId: string,
  days: readonly string[],
): Promise<ReadDay[]> {
  const own = firestore.collection(collections.days).where('publication', '==', publicationId);
  const found: ReadDay[] = [];
  for (let from = 0; from < days.length; from += DAYS_A_QUERY) {
    const some = await at.get(own.where('day', 'in', days.slice(from, from + DAYS_A_QUERY)));
    found.push(...some.docs.map(readDay));
  }
  return found;
}

/**
 * The column with the sums of documents of one publication and day.
 * @param id the column's id: the day or the publication
 */
export function columnOf(id: string, documents: readonly ReadDay[]): ColumnCounts {
  const counts = countsOfDays(documents.map(({ document }) => document));
  const updatedAt = documents.reduce((latest, { updatedAt: at }) => Math.max(latest, at.toMillis()), 0);
  return {
    column: {
      id,
      name: counts.name,
      articles: counts.articles,
      changed: counts.changed,
      otherLanguage: counts.otherLanguage,
      updatedAt,
    },
    names: namesOf(counts, entityKey),
  };
}

function readDay(snapshot: QueryDocumentSnapshot): ReadDay {
  return { id: snapshot.id, document: snapshot.data() as DayDocument, updatedAt: snapshot.updateTime };
}
