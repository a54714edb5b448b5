/** Which roll-ups of the whole deployment add up to a range of days. Pure. */
import { monthOf } from '../../common/domain/store/day.ts';
import type { OverviewMonth, OverviewTotal, Part } from '../../common/domain/store/documents.ts';
import { coversMonth, type Days, includesDay, nextMonth, touchesMonth } from '../counting/range.ts';

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

/** A roll-up of a day. */
export interface DayPart {
  readonly day: string;
  readonly part: Part;
}

/**
 * The roll-ups that add up to the days of some months that are in a range, the oldest first. Where the sum of
 * a month so far is usable, it takes the place of its days, as a part of its last day.
 */
export function sumPartsOf(months: readonly OverviewMonth[], days: Days): readonly DayPart[] {
  return months
    .flatMap((month) => {
      const { sum } = month;
      const own = dayPartsOf([month], days);
      const added = own.filter(({ day, part }) => sum?.of[day] === part.run);
      // All days of the sum must be in the range, and none may have changed since it was made.
      const last = added.at(-1);
      if (sum === undefined || last === undefined || added.length < Object.keys(sum.of).length) return own;
      return [...own.filter((one) => !added.includes(one)), { day: last.day, part: sum }];
    })
    .sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** The roll-ups whose columns tell how many articles each publication has by day. */
export interface HabitParts {
  readonly months: readonly { readonly month: string; readonly part: Part }[];
  readonly days: readonly DayPart[];
}

/**
 * The roll-ups that tell how many articles each publication has on each day of a range.
 * @param open the months that the total does not have
 */
export function habitPartsOf(
  total: OverviewTotal | undefined,
  open: readonly OverviewMonth[],
  days: Days,
): HabitParts {
  const over = Object.entries(total?.months ?? {}).filter(([month]) => touchesMonth(days, month));
  // Days outside of the range do no harm here, so that the sum of a month so far is usable whole.
  const parts = sumPartsOf(open, {});
  const isSum = ({ part }: DayPart): boolean => open.some(({ sum }) => sum === part);
  return {
    months: [
      ...over.map(([month, part]) => ({ month, part })),
      ...parts.filter(isSum).map(({ day, part }) => ({ month: monthOf(day), part })),
    ],
    days: parts.filter((one) => !isSum(one) && includesDay(days, one.day)),
  };
}

/** The roll-ups of the days of some months that are in a range, the oldest first. */
export function dayPartsOf(months: readonly OverviewMonth[], days: Days): readonly DayPart[] {
  return months
    .flatMap((month) => Object.entries(month.days))
    .filter(([day]) => includesDay(days, day))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, part]) => ({ day, part }));
}
