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
  const last = articles.findLastIndex((count) => count > 0);
  if (last === -1 || last === present) return undefined;
  // Days before a new publication's first article do not count for its habit.
  const first = Math.max(
    last + 1 - HABIT_DAYS,
    articles.findIndex((count) => count > 0),
  );
  const counts = articles.slice(first, last + 1);
  if (counts.filter((count) => count > 0).length < LEAST_DAYS) return undefined;
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  // The mean of all days counts as one more value of the weekday, because four values are few.
  const rateOf = (day: number): number => {
    const same = counts.filter((_, n) => (day - first - n) % DAYS_A_WEEK === 0);
    return (same.reduce((sum, count) => sum + count, 0) + mean) / (same.length + 1);
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
  const watched: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) watched.push(day);
  const places = new Map(watched.map((day, place) => [day, place]));
  const habits = new Map<string, { id: string; name: string; articles: number[] }>();
  const habitOf = ({ id, name }: Column): { readonly articles: number[] } => {
    const known = habits.get(id);
    if (known !== undefined) return known;
    const habit = { id, name: name ?? id, articles: watched.map(() => 0) };
    habits.set(id, habit);
    return habit;
  };
  const add = (own: number[], day: string, articles: number): void => {
    const place = places.get(day);
    if (place !== undefined) own[place] = (own[place] ?? 0) + articles;
  };
  for (const [month, columns] of months) {
    const named = Array.from({ length: 31 }, (_, n) => `${month}-${String(n + 1).padStart(2, '0')}`);
    for (const column of columns) {
      const { articles } = habitOf(column);
      for (const [n, count] of (column.byDay ?? []).entries()) add(articles, named[n] ?? '', count);
    }
  }
  for (const [day, columns] of days) {
    if (!places.has(day)) continue;
    for (const column of columns) add(habitOf(column).articles, day, column.articles);
  }
  // A month may have publications of other days alone.
  return [...habits.values()].filter(({ articles }) => articles.some((count) => count > 0));
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

/**
 * The publications that are silent, those first that are missed most.
 * @param habits of `watchedDays`
 * @param now in milliseconds since 1970
 */
export function silentPublications(habits: readonly Habit[], now: number): readonly SilentPublication[] {
  const today = dayOf(now);
  const passed = (now - startOfDay(today)) / MS_PER_DAY;
  return habits
    .flatMap(({ id, name, articles }) => {
      const silence = silenceOf(articles, today, passed);
      if (silence === undefined || silence.lastDay < addDays(today, -LONGEST_DAYS)) return [];
      return [{ id, name, lastDay: silence.lastDay, expected: Math.round(silence.expected * 10) / 10 }];
    })
    .toSorted((a, b) => b.expected - a.expected || (a.id < b.id ? -1 : 1));
}
