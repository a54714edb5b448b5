/** Reads the records and the counters of a publication's days, all as of one moment. */
import type { Firestore, Query, QueryDocumentSnapshot, Timestamp } from '@google-cloud/firestore';
import { presentMoment, type Reads, readAt } from '../../../functions/common/cloud/moment.ts';
import { counted } from '../../../functions/common/domain/quantities.ts';
import { addDays, dayOf, startOfDay } from '../../../functions/common/domain/store/day.ts';
import { countsOfDays, type DayCounts } from '../../../functions/common/domain/store/day-counts.ts';
import {
  type ArticleRecord,
  collections,
  type DayDocument,
} from '../../../functions/common/domain/store/documents.ts';
import { decodeNames } from '../../../functions/common/domain/store/names.ts';
import { ExitCode, ExplainedError } from '../../../functions/common/process/exit-codes.ts';
import { again, type Notice, type Retrying } from '../again.ts';
import { createDaySum, type DaySum } from './plan.ts';
import { progressOf } from './progress.ts';

/** A day as it was at the moment. */
export interface StoredDay {
  readonly day: string;
  readonly sum: DaySum;
  readonly counted: DayCounts;
}

export interface StoredCounts {
  /** The earliest day of which all records are still there. */
  readonly firstDay: string;
  /** Whether counters of earlier days exist. They cannot be verified. */
  readonly hasEarlier: boolean;
  /** Days with records or counters, from `firstDay` on. */
  readonly days: readonly StoredDay[];
  /** The version of the document that tells the progress of recounts; undefined where there was none yet. */
  readonly progress: Timestamp | undefined;
}

export interface ReadOptions extends Retrying {
  /** How long records are kept, in days from acceptance. */
  readonly articleTtlDays: number;
  /** Between two pages: stop when aborted. */
  readonly signal: AbortSignal;
  /** Called with a line about the progress. */
  readonly onProgress: Notice;
}

/** Firestore keeps a moment for an hour. A minute less allows for the clock and the last read. */
const READ_WITHIN_MS = 59 * 60_000;
/** Documents asked for at a time; a record is some kilobytes, a day's document up to 600. */
const RECORDS_A_PAGE = 500;
const DAYS_A_PAGE = 20;
/**
 * A day is recounted while all its records exist. An article counts for a day that begins at most a day after
 * its acceptance. So its record exists for at least the term less one day from the beginning of that day.
 * Another day allows for clocks that differ.
 */
const DAYS_OF_CARE = 2;

const MS_PER_DAY = 86_400_000;

/**
 * Reads, as of the moment of its first read. With a given moment Firestore opens no transaction, so there is
 * no limit of 270 seconds and nothing is locked; it keeps every moment for an hour.
 * @returns undefined when it was stopped
 * @throws ExplainedError when the hour does not suffice, or a record cannot be read
 */
export async function readState(
  firestore: Firestore,
  publicationId: string,
  options: ReadOptions,
): Promise<StoredCounts | undefined> {
  const progress = progressOf(firestore, publicationId);
  const moment = await again(options, () => presentMoment(progress));
  const until = options.runtime.clock.monotonic() + READ_WITHIN_MS;
  const firstOf = (ttlDays: number): string => addDays(dayOf(moment.toMillis()), DAYS_OF_CARE - ttlDays);
  return await readAt(firestore, moment, async (at) => {
    const view: ReadView = { at, until, ...options };
    const records = firestore
      .collection(collections.posts)
      .where('publication', '==', publicationId)
      .where('at', '>=', new Date(startOfDay(firstOf(options.articleTtlDays))))
      .orderBy('at', 'desc')
      .select('at', 'day', 'names', 'otherLanguage', 'forgottenAt', 'acceptedAt', 'expireAt');
    const { sums, shortestDays } = await readRecords(pages(view, records, RECORDS_A_PAGE), options);
    const firstDay = firstOf(Math.min(options.articleTtlDays, shortestDays));
    const days = firestore
      .collection(collections.days)
      .where('publication', '==', publicationId)
      .orderBy('day', 'asc');
    const later = days.where('day', '>=', firstDay);
    const earlier = days.where('day', '<', firstDay).select().limit(1);
    const counts = await readCounters(pages(view, later, DAYS_A_PAGE), options);
    const hasEarlier = !(await again(options, () => at.get(earlier))).empty;
    const [document] = await again(options, () => at.getAll(progress));
    if (options.signal.aborted) return undefined;
    const names = [...new Set([...sums.keys(), ...counts.keys()])]
      .filter((day) => day >= firstDay)
      .toSorted();
    return {
      firstDay,
      hasEarlier,
      days: names.map((day) => ({
        day,
        sum: sums.get(day) ?? createDaySum(),
        counted: counts.get(day) ?? countsOfDays([]),
      })),
      progress: document?.updateTime,
    };
  });
}

type Pages = AsyncIterable<readonly QueryDocumentSnapshot[]>;
type FoundRecord = Pick<
  ArticleRecord,
  'day' | 'names' | 'otherLanguage' | 'forgottenAt' | 'acceptedAt' | 'expireAt'
>;

/**
 * @returns sums by day, and the shortest term of a record: the setting may have been another when they were
 *   saved
 */
async function readRecords(
  records: Pages,
  { onProgress }: ReadOptions,
): Promise<{ readonly sums: ReadonlyMap<string, DaySum>; readonly shortestDays: number }> {
  const sums = new Map<string, DaySum>();
  let shortestDays = Number.POSITIVE_INFINITY;
  let read = 0;
  for await (const page of records) {
    for (const document of page) {
      const { day, names, otherLanguage, forgottenAt, acceptedAt, expireAt } = document.data() as FoundRecord;
      const term = (expireAt.toMillis() - acceptedAt.toMillis()) / MS_PER_DAY;
      shortestDays = Math.min(shortestDays, Math.floor(term));
      if (forgottenAt !== undefined) continue;
      const sum = sums.get(day) ?? createDaySum();
      sums.set(day, sum);
      sum.add(namesIn(document.id, names), otherLanguage !== undefined);
    }
    read += page.length;
    onProgress(`${counted(read, 'record')} read`);
  }
  return { sums, shortestDays };
}

function namesIn(record: string, names: string): ReturnType<typeof decodeNames> {
  try {
    return decodeNames(names);
  } catch (error) {
    throw new ExplainedError(
      `The record posts/${record} is damaged: it does not say with which names its article was counted. Nothing was changed.`,
      ExitCode.data,
      { cause: error },
    );
  }
}

/** Counters are read by day, so memory holds the documents of one day at a time. */
async function readCounters(
  documents: Pages,
  { onProgress }: ReadOptions,
): Promise<ReadonlyMap<string, DayCounts>> {
  const counts = new Map<string, DayCounts>();
  let own: DayDocument[] = [];
  let read = 0;
  const close = (): void => {
    const [first] = own;
    if (first !== undefined) counts.set(first.day, countsOfDays(own));
    own = [];
  };
  for await (const page of documents) {
    for (const document of page.map((snapshot) => snapshot.data() as DayDocument)) {
      if (own[0] !== undefined && own[0].day !== document.day) close();
      own.push(document);
    }
    read += page.length;
    onProgress(`${counted(read, 'document')} of counters read`);
  }
  close();
  return counts;
}

interface ReadView extends ReadOptions {
  readonly at: Reads;
  /** When Firestore no longer keeps the moment, on the monotonic clock. */
  readonly until: number;
}

async function* pages(view: ReadView, query: Query, size: number): Pages {
  const limited = query.limit(size);
  let after: QueryDocumentSnapshot | undefined;
  while (!view.signal.aborted) {
    if (view.runtime.clock.monotonic() > view.until) {
      throw new ExplainedError(
        'Reading took an hour, and Firestore no longer keeps the data as of its beginning. Nothing was changed. ' +
          'Run the command on a machine nearer to the database.',
        ExitCode.unavailable,
      );
    }
    const page = after === undefined ? limited : limited.startAfter(after);
    const { docs } = await again(view, () => view.at.get(page));
    if (docs.length > 0) yield docs;
    after = docs.at(-1);
    if (docs.length < size) return;
  }
}
