/** Which roll-ups of the whole deployment add up to a range of days. Pure. */
import { monthOf } from '../../common/domain/store/day.ts';
import type { OverviewTotal, Part } from '../../common/domain/store/documents.ts';
import { coversMonth, type Days, nextMonth, touchesMonth } from '../counting/range.ts';

/** The documents that a range needs beside the total. */
export interface OverviewNeeds {
  /** Roll-ups of whole months, or the one of all of them. */
  readonly parts: readonly Part[];
  /** Months that are over of which the range has some days. */
  readonly months: readonly string[];
  /** Every month that exists from this one on is needed; undefined where the range ends before. */
  readonly from: string | undefined;
}

/** Before every month. */
const FIRST_MONTH = '0000-01';

/**
 * Finds the documents that a range needs.
 * @param total undefined before the first month is over
 */
export function needsOf(total: OverviewTotal | undefined, days: Days): OverviewNeeds {
  const known = Object.entries(total?.months ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const last = known.at(-1)?.[0];
  const next = last === undefined ? FIRST_MONTH : nextMonth(last);
  const first = days.from === undefined ? FIRST_MONTH : monthOf(days.from);
  const from = [first, next].toSorted().at(-1) ?? next;
  const touched = known.filter(([month]) => touchesMonth(days, month));
  const whole = touched.filter(([month]) => coversMonth(days, month));
  const all = total?.total;
  const isAll =
    all !== undefined &&
    whole.length === known.length &&
    known.every(([month]) => all.of[month] !== undefined);
  return {
    parts: isAll ? [all] : whole.map(([, part]) => part),
    months: touched.filter(([month]) => !coversMonth(days, month)).map(([month]) => month),
    from: days.to === undefined || from <= monthOf(days.to) ? from : undefined,
  };
}
