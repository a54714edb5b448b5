/**
 * Decides which publications have gone silent against their own habit. Pure.
 *
 * The habit is the mean number of articles on each day of the week. In a Poisson process a period in which
 * `x` articles are expected has none with probability e^-x. Real articles arrive in bursts, which makes
 * silences more likely than that; the bound is therefore strict.
 */
import { addDays, dayOf, startOfDay } from './store/day.ts';
import type { Column } from './store/table.ts';

/** The days before the last article that the habit is computed from: four of each day of the week. */
const HABIT_DAYS = 28;
/** A silence counts when this number of articles was expected: chance gives it once in a thousand times. */
const LEAST_EXPECTED = Math.log(1_000);
/** A publication with fewer active days has no habit to compare with. */
const LEAST_DAYS = 4;
/** Only half of the time passed today counts, because most publications sleep for a part of the day. */
const SHARE_OF_PRESENT_DAY = 0.5;
const DAYS_A_WEEK = 7;

export interface Silence {
  /** The last day that has articles. */
  readonly lastDay: string;
  /** How many articles were to be expected since. */
  readonly expected: number;
}

/**
 * The silence of a publication; undefined where it has none, or too little is known of it.
 * @param articles of each day, the oldest first; the last one is the present day
 * @param today the present day, in UTC
 * @param passed how much of the present day has passed, 0 to 1
 */
export function silenceOf(articles: readonly number[], today: string, passed: number): Silence | undefined {
  const present = articles.length - 1;
  let last = present;
  while (last >= 0 && !(articles[last] ?? 0)) last -= 1;
  if (last === -1 || last === present) return undefined;
  // Days before a new publication's first article do not count for its habit.
  let first = 0;
  while (!(articles[first] ?? 0)) first += 1;
  first = Math.max(first, last + 1 - HABIT_DAYS);
  let all = 0;
  let activeDays = 0;
  // Of each day of the week, counted from the first day.
  const sums = new Array<number>(DAYS_A_WEEK).fill(0);
  for (let day = first; day <= last; day++) {
    const count = articles[day] ?? 0;
    if (count > 0) activeDays += 1;
    all += count;
    sums[(day - first) % DAYS_A_WEEK] = (sums[(day - first) % DAYS_A_WEEK] ?? 0) + count;
  }
  if (activeDays < LEAST_DAYS) return undefined;
  const days = last + 1 - first;
  const mean = all / days;
  // The mean of all days counts as one more value of the weekday, because four values are few.
  const rateOf = (day: number): number => {
    const weekday = (day - first) % DAYS_A_WEEK;
    const same = Math.ceil((days - weekday) / DAYS_A_WEEK);
    return ((sums[weekday] ?? 0) + mean) / (same + 1);
  };
  let expected = rateOf(present) * passed * SHARE_OF_PRESENT_DAY;
  for (let day = last + 1; day < present; day++) expected += rateOf(day);
  return expected < LEAST_EXPECTED ? undefined : { lastDay: addDays(today, last - present), expected };
}

const MS_PER_DAY = 86_400_000;
/** A publication that has been silent for longer has ended. */
const LONGEST_DAYS = 42;

/** When a publication has articles. */
export interface Habit {
  readonly id: string;
  readonly name: string;
  /** Of each day, the oldest first. */
  readonly articles: readonly number[];
}

/** Days from one to another, both included. */
export interface WatchedDays {
  readonly from: string;
  readonly to: string;
}

/**
 * The habits of publications on the watched days. Days that are not watched are left out.
 * @param days the columns of days, one for each publication
 * @param months the columns of sums of the days of months
 */
export function habitsOf(
  { from, to }: WatchedDays,
  days: Iterable<readonly [day: string, columns: readonly Column[]]>,
  months: Iterable<readonly [month: string, columns: readonly Column[]]> = [],
): readonly Habit[] {
  const length = daysBetween(from, to) + 1;
  const habits = new Map<string, { id: string; name: string; articles: number[] }>();
  const articlesOf = ({ id, name }: Column): number[] => {
    const known = habits.get(id);
    if (known !== undefined) return known.articles;
    const habit = { id, name: name ?? id, articles: new Array<number>(length).fill(0) };
    habits.set(id, habit);
    return habit.articles;
  };
  for (const [month, columns] of months) {
    const before = daysBetween(from, `${month}-01`) - 1;
    for (const column of columns) {
      const { byDay = [] } = column;
      let own: number[] | undefined;
      for (let i = 0; i < byDay.length; i += 2) {
        const place = before + (byDay[i] ?? 0);
        if (place < 0 || place >= length) continue;
        own ??= articlesOf(column);
        own[place] = (own[place] ?? 0) + (byDay[i + 1] ?? 0);
      }
    }
  }
  for (const [day, columns] of days) {
    const place = daysBetween(from, day);
    if (place < 0 || place >= length) continue;
    for (const column of columns) {
      const own = articlesOf(column);
      own[place] = (own[place] ?? 0) + column.articles;
    }
  }
  return [...habits.values()].filter(({ articles }) => articles.some((count) => count > 0));
}

/** How many days one day is after another. */
function daysBetween(from: string, day: string): number {
  return Math.round((startOfDay(day) - startOfDay(from)) / MS_PER_DAY);
}

/** A publication that has gone silent. */
export interface SilentPublication extends Silence {
  readonly id: string;
  readonly name: string;
}

/** The days whose counts decide which publications are silent, up to today. */
export function watchedDays(now: number): WatchedDays {
  const today = dayOf(now);
  return { from: addDays(today, 1 - HABIT_DAYS - LONGEST_DAYS), to: today };
}

/** The habits of those that are silent at the end of a day, or before. */
const silentToday = new WeakMap<
  readonly Habit[],
  { readonly today: string; readonly habits: readonly Habit[] }
>();

/** Silence grows as the day passes, so most publications are ruled out once a day. */
function candidatesOf(habits: readonly Habit[], today: string): readonly Habit[] {
  const known = silentToday.get(habits);
  if (known?.today === today) return known.habits;
  const candidates = habits.filter(({ articles }) => silenceOf(articles, today, 1) !== undefined);
  silentToday.set(habits, { today, habits: candidates });
  return candidates;
}

/**
 * The publications that are silent, those first that are missed most.
 * @param habits of `watchedDays`
 * @param now in milliseconds since 1970
 */
export function silentPublications(habits: readonly Habit[], now: number): readonly SilentPublication[] {
  const today = dayOf(now);
  const passed = (now - startOfDay(today)) / MS_PER_DAY;
  return candidatesOf(habits, today)
    .flatMap(({ id, name, articles }) => {
      const silence = silenceOf(articles, today, passed);
      if (silence === undefined || silence.lastDay < addDays(today, -LONGEST_DAYS)) return [];
      return [{ id, name, lastDay: silence.lastDay, expected: Math.round(silence.expected * 10) / 10 }];
    })
    .toSorted((a, b) => b.expected - a.expected || (a.id < b.id ? -1 : 1));
}
