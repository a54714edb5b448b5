/**
 * One pass of the roll-up. Everything it writes is an absolute value, made from one moment, under the
 * precondition that the replaced value has not changed since it was read. So a pass is idempotent: it may be
 * killed at any point, repeated, or run by two runners at once. The next pass does the work that is left.
 *
 * A day's document says `open` while a roll-up may lack something of it. A pass goes through the open
 * documents by month and day:
 * 1. The overview of a day is computed again when an open document of it has changed since.
 * 2. A publication's days that are over are put into its month, once it is worth a commit, and lose `open`;
 *   never before the overview has them.
 * 3. Months that are over are put into totals, and the days of the month so far into a sum.
 */

import type { Timestamp } from '@google-cloud/firestore';
import { isConflict, isRetryable } from '../../common/cloud/grpc.ts';
import { presentMoment } from '../../common/cloud/moment.ts';
import { addDays, dayOf, monthOf } from '../../common/domain/store/day.ts';
import { collections, ROLLUP_LEASE } from '../../common/domain/store/documents.ts';
import type { Log } from '../../common/process/log.ts';
import { ownCommand } from '../../common/process/own-command.ts';
import { countOfDay, dayDocuments, documentsOfDay, type ReadDay } from './day-reads.ts';
import { sumMonthsSoFar } from './month-so-far.ts';
import { type OpenMonth, openOverviewMonth, rollUpOverviewMonths } from './overview.ts';
import type { PartStore } from './parts.ts';
import { rollUpMonth, rollUpTotal } from './publication.ts';

export interface PassOptions {
  /** Rolls up all that is over, without waiting until it is worth while. */
  readonly isForced: boolean;
  /** Makes all roll-ups again, from the days alone. */
  readonly isRebuilt: boolean;
  /** Whether the pass also rolls up months that are over: listing them costs a read for each. */
  readonly withMonths: boolean;
  /**
   * The time without new counts, in milliseconds, after which a publication's days that are over are rolled
   * up. While old articles are loaded, each pass would otherwise make the same months again and conflict with
   * the saver.
   */
  readonly quietMs: number;
  /** Stops between two commits. */
  readonly signal: AbortSignal;
}

export interface PassResult {
  /** The moment that the roll-ups are of, at least. */
  readonly moment: Timestamp;
  /** Documents of days that were read. */
  readonly documents: number;
  /** Tables that were replaced. */
  readonly replaced: number;
  /** Tables that another runner or a saver changed in the meantime; the next pass replaces them. */
  readonly conflicts: number;
  /**
   * Tables that could not be replaced, for example because a part of the old one is missing: `--rebuild`
   * makes them again.
   */
  readonly failures: number;
}

/**
 * A day counts as over this long after its end, because posts accepted in its last minutes are counted later.
 */
const GRACE_MS = 2 * 60 * 60 * 1_000;
/** This number of open documents of past days is worth a roll-up; until then readers read them directly. */
const WORTH_A_COMMIT = 8;
/** A single open document is worth a roll-up when its day is this many days past. */
const OLDEST_DAYS = 7;
/**
 * This number is rolled up even if counts still arrive, because each reader of the publication reads all of
 * them.
 */
const TOO_MANY_TO_READ = 40;

/** Brings all roll-ups up to the present moment. */
export async function pass(store: PartStore, log: Log, options: PassOptions): Promise<PassResult> {
  const { firestore } = store;
  const moment = await presentMoment(firestore.collection(collections.leases).doc(ROLLUP_LEASE));
  const over = dayOf(moment.toMillis() - GRACE_MS);
  const tally = { documents: 0, replaced: 0, conflicts: 0, failures: 0 };
  const attempt = async (what: string, work: () => Promise<boolean | number>): Promise<void> => {
    try {
      tally.replaced += Number(await work());
    } catch (error) {
      if (isRetryable(error)) throw error;
      if (isConflict(error)) {
        tally.conflicts += 1;
        log.debug({ err: error, what }, 'a roll-up changed meanwhile; the next pass makes it');
      } else {
        tally.failures += 1;
        log.error(
          { err: error, what },
          `a roll-up failed, and its sums stay behind; \`${ownCommand('rollup', '--rebuild')}\` makes it again from the counts of the days`,
        );
      }
    }
  };

  const quietSince = moment.toMillis() - options.quietMs;
  const isWorthACommit = (ended: readonly OpenDay[]): boolean => {
    if (ended.length >= TOO_MANY_TO_READ) return true;
    if (ended.some(({ updatedAtMs }) => updatedAtMs > quietSince)) return false;
    return ended.length >= WORTH_A_COMMIT || ended.some(({ day }) => day <= addDays(over, -OLDEST_DAYS));
  };

  /** Publications whose months have changed. */
  const touched = new Set<string>();
  const endMonth = async (month: string, overview: OpenMonth, open: readonly OpenDay[]): Promise<void> => {
    const overviewReadAt = (day: string): Timestamp | undefined => overview.days.get(day)?.readAt;
    for (const [publicationId, own] of Map.groupBy(open, (one) => one.publicationId)) {
      const ended = own.filter(({ day }) => day < over);
      const days = [...new Set(ended.map(({ day }) => day))];
      const isDue = options.isForced || options.isRebuilt || isWorthACommit(ended);
      if (days.length === 0 || !isDue || options.signal.aborted) continue;
      await attempt(`${month} of ${publicationId}`, () =>
        rollUpMonth(store, { publicationId, month, days }, overviewReadAt, options.isRebuilt),
      );
      touched.add(publicationId);
    }
  };

  let month: { readonly id: string; readonly overview: OpenMonth; readonly open: OpenDay[] } | undefined;
  for await (const { day, documents } of byDay(dayDocuments(firestore, moment, options.isRebuilt))) {
    if (options.signal.aborted) break;
    tally.documents += documents.length;
    const id = monthOf(day);
    if (month === undefined || month.id !== id) {
      if (month !== undefined) await endMonth(month.id, month.overview, month.open);
      month = { id, overview: await openOverviewMonth(store, moment, id), open: [] };
    }
    const { overview } = month;
    month.open.push(
      ...documents.map(({ document, updatedAt }) => ({
        publicationId: document.publication,
        day,
        updatedAtMs: updatedAt.toMillis(),
      })),
    );
    if (!options.isRebuilt && !hasChanged(overview.days.get(day)?.readAt, documents)) continue;
    await attempt(`overview of ${day}`, async () => {
      const isAll = options.isRebuilt || (await countOfDay(firestore, moment, day)) === documents.length;
      const all = isAll ? documents : await documentsOfDay(firestore, moment, day);
      await overview.replace(day, all, moment);
      return true;
    });
  }
  if (month !== undefined) await endMonth(month.id, month.overview, month.open);
  const currentMonth = monthOf(over);
  const isForced = options.isForced || options.isRebuilt;
  for (const publicationId of touched) {
    if (options.signal.aborted) break;
    await attempt(`total of ${publicationId}`, () =>
      rollUpTotal(store, publicationId, currentMonth, isForced),
    );
  }
  if ((options.withMonths || isForced) && !options.signal.aborted) {
    await attempt('overview of months', () => rollUpOverviewMonths(store, currentMonth, isForced));
    await attempt('overview of the month so far', () =>
      sumMonthsSoFar(store, { currentMonth, over, isForced }),
    );
  }
  return { moment, ...tally };
}

/** A document of a day that is open. */
interface OpenDay {
  readonly publicationId: string;
  readonly day: string;
  readonly updatedAtMs: number;
}

/** Whether a document has changed since the overview of its day was made. */
function hasChanged(overviewReadAt: Timestamp | undefined, documents: readonly ReadDay[]): boolean {
  return documents.some(({ updatedAt }) => updatedAt.valueOf() > (overviewReadAt?.valueOf() ?? ''));
}

/** Groups documents, which arrive in the order of their days, by day. */
async function* byDay(
  documents: AsyncIterable<ReadDay>,
): AsyncGenerator<{ readonly day: string; readonly documents: readonly ReadDay[] }> {
  let own: ReadDay[] = [];
  let day: string | undefined;
  for await (const one of documents) {
    if (day !== undefined && one.document.day !== day) {
      yield { day, documents: own };
      own = [];
    }
    day = one.document.day;
    own.push(one);
  }
  if (day !== undefined) yield { day, documents: own };
}
