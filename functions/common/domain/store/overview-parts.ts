/**
 * Which roll-ups of the whole deployment stand for the days of a range: a sum of a month so far takes the
 * place of its days while none of them has changed. Pure.
 */
import type { WatchedDays } from '../silence.ts';
import { monthOf } from './day.ts';
import type { OverviewMonth, OverviewTotal, Part } from './documents.ts';

/** A roll-up of a day. */
export interface DayPart {
  readonly day: string;
  readonly part: Part;
}

/**
 * The roll-ups of the days of some months that are in a range, the oldest first.
 * @param includes whether a day is in the range
 */
export function dayPartsOf(
  months: readonly OverviewMonth[],
  includes: (day: string) => boolean,
): readonly DayPart[] {
  return months
    .flatMap((month) => Object.entries(month.days))
    .filter(([day]) => includes(day))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, part]) => ({ day, part }));
}

/**
 * The roll-ups that add up to the days of some months that are in a range, the oldest first. Where the sum of
 * a month so far is usable, it takes the place of its days, as a part of its last day.
 * @param includes whether a day is in the range
 */
export function sumPartsOf(
  months: readonly OverviewMonth[],
  includes: (day: string) => boolean,
): readonly DayPart[] {
  return months
    .flatMap((month) => {
      const { sum } = month;
      const own = dayPartsOf([month], includes);
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
 * The roll-ups that tell how many articles each publication has on each of the watched days.
 * @param open the months that the total does not have
 */
export function habitPartsOf(
  total: OverviewTotal | undefined,
  open: readonly OverviewMonth[],
  { from, to }: WatchedDays,
): HabitParts {
  const over = Object.entries(total?.months ?? {}).filter(
    ([month]) => monthOf(from) <= month && month <= monthOf(to),
  );
  // Days outside of the range do no harm here, so that the sum of a month so far is usable whole.
  const parts = sumPartsOf(open, () => true);
  const isSum = ({ part }: DayPart): boolean => open.some(({ sum }) => sum === part);
  return {
    months: [
      ...over.map(([month, part]) => ({ month, part })),
      ...parts.filter(isSum).map(({ day, part }) => ({ month: monthOf(day), part })),
    ],
    days: parts.filter((one) => !isSum(one) && from <= one.day && one.day <= to),
  };
}
