/**
 * Articles by day of the names on a page, for a small drawing beside each: one answer for all of them. Which
 * names a page has is left to the listings.
 */
import { addDays } from '../../common/domain/store/day.ts';
import { columnsOf } from '../counting/by-column.ts';
import { type Days, pointsBetween } from '../counting/range.ts';
import { placeOfShown } from '../counting/shown-types.ts';
import { nameAt, type Sum } from '../counting/sum.ts';

/** The days of a trend. */
export interface TrendDays {
  readonly from: string;
  readonly to: string;
}

/**
 * The days of a range that is shorter than a week say little; of one longer than a series by day, cost much.
 */
const LEAST_DAYS = 7;
const MOST_DAYS = 92;
const OTHERWISE_DAYS = 30;

/**
 * The days that a trend has: those of the range, where it has 7 to 92, else the 30 that end with it.
 * @param today the last day of a range that is open
 */
function trendDaysOf({ from, to: last }: Days, today: string): TrendDays {
  const to = last ?? today;
  const isFitting =
    from !== undefined && from <= addDays(to, 1 - LEAST_DAYS) && from > addDays(to, -MOST_DAYS);
  return { from: isFitting ? from : addDays(to, 1 - OTHERWISE_DAYS), to };
}

/** The trends of a page, as its answer has them: nothing where none are asked for. */
export interface PageTrends {
  readonly shared: { readonly trendDays?: TrendDays };
  /** Of the name at this place on the page. */
  readonly of: (index: number) => { readonly trend?: number[] };
}

/**
 * The trends of the names on a page.
 * @param page.days the days that are counted, up to `today` where they are open
 * @param page.ranked the sum that the names are ranked by
 * @param page.places their places in it
 * @param byDay reads counts by day, as shown
 */
export async function trendsOfPage(
  isWanted: boolean,
  page: {
    readonly days: Days;
    readonly today: string;
    readonly ranked: Sum;
    readonly places: readonly number[];
  },
  byDay: (days: TrendDays) => Promise<Sum>,
): Promise<PageTrends> {
  if (!isWanted) return { shared: {}, of: () => ({}) };
  const trendDays = trendDaysOf(page.days, page.today);
  const trends = trendsOf(page.ranked, page.places, await byDay(trendDays), trendDays);
  return { shared: { trendDays }, of: (index) => ({ trend: [...(trends[index] ?? [])] }) };
}

/**
 * The trends of some names.
 * @param ranked the sum that the names are ranked by
 * @param places their places in it
 * @param sum the same articles, and those of other days, as shown; its columns are days
 * @returns articles of each day, by name
 */
function trendsOf(
  ranked: Sum,
  places: readonly number[],
  sum: Sum,
  { from, to }: TrendDays,
): readonly (readonly number[])[] {
  const days = new Map(pointsBetween(from, to, 'day').map((day, index) => [day, index]));
  const found = places.map((place) => {
    const { type, key } = nameAt(ranked, place);
    return placeOfShown(sum, type, key);
  });
  const known = [...new Set(found.filter((place) => place !== undefined))];
  const counts = new Map(columnsOf(sum, known).map((columns, index) => [known[index], columns]));
  return found.map((place) => {
    const trend = Array.from(days, () => 0);
    for (const { column, articles } of counts.get(place) ?? []) {
      const index = days.get(sum.columns[column]?.id ?? '');
      if (index !== undefined) trend[index] = articles;
    }
    return trend;
  });
}
