/**
 * The sum of a month that is not over yet, for the whole deployment. Readers add this one table and the few
 * days that it lacks, instead of up to 30 tables of days.
 *
 * A sum is usable only while each of its days still has the run that was added up. A day that changes is left
 * out of the next sums until it has not changed for a while. Otherwise late articles of one day would make
 * each sum useless.
 */
import { FieldPath, type Timestamp } from '@google-cloud/firestore';
import { presentMoment, readAt } from '../../common/cloud/moment.ts';
import {
  collections,
  OVERVIEW_TOTAL,
  type OverviewMonth,
  type Part,
  type TotalPart,
} from '../../common/domain/store/documents.ts';
import { runsOf, sumDaysAt } from './overview.ts';
import { type PartStore, replacePart } from './parts.ts';

/** A day is added up when its table has not changed for this time. */
const RESTED_MS = 60 * 60 * 1_000;
/** Fewer days are not worth a sum. */
const FEWEST_DAYS = 3;

export interface MonthsSoFar {
  /** This month and later ones are not over. */
  readonly currentMonth: string;
  /** Days before this one are over. */
  readonly over: string;
  /** Also adds days that have not rested. */
  readonly isForced: boolean;
}

/**
 * Brings the sums of months that are not over up to their days.
 * @returns how many were replaced
 */
export async function sumMonthsSoFar(store: PartStore, options: MonthsSoFar): Promise<number> {
  const overview = store.firestore.collection(collections.overview);
  // Months are digits, so the total comes after all of them.
  const open = overview
    .orderBy(FieldPath.documentId())
    .startAt(options.currentMonth)
    .endBefore(OVERVIEW_TOTAL);
  const moment = await presentMoment(overview.doc(OVERVIEW_TOTAL));
  const { docs } = await readAt(store.firestore, moment, (at) => at.get(open));
  let replaced = 0;
  for (const snapshot of docs) {
    const month = snapshot.data() as OverviewMonth;
    const days = daysToAdd(month, moment, options);
    if (days === undefined) continue;
    await replacePart(store, {
      of: `overview of ${snapshot.id} so far`,
      table: await sumDaysAt(store, moment, days),
      readAt: moment,
      old: month.sum,
      refer: (batch, part) => {
        const sum: TotalPart = { ...part, of: runsOf(days) };
        batch.update(snapshot.ref, { sum }, { lastUpdateTime: snapshot.updateTime });
      },
    });
    replaced += 1;
  }
  return replaced;
}

/** The days that a new sum should have; undefined where the present sum is good enough. */
function daysToAdd(
  { days, sum }: OverviewMonth,
  moment: Timestamp,
  { over, isForced }: MonthsSoFar,
): Record<string, Part> | undefined {
  const isAdded = (day: string): boolean => sum?.of[day] === days[day]?.run;
  const isUsable = sum !== undefined && Object.keys(sum.of).every(isAdded);
  const rests = ({ readAt }: Part): boolean => moment.toMillis() - readAt.toMillis() >= RESTED_MS;
  const chosen = Object.entries(days).filter(
    ([day, part]) => day < over && (isForced || rests(part) || (isUsable && isAdded(day))),
  );
  if (chosen.length < FEWEST_DAYS) return undefined;
  return isUsable && chosen.every(([day]) => isAdded(day)) ? undefined : Object.fromEntries(chosen);
}
