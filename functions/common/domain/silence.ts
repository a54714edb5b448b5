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
export const HABIT_DAYS = 28;
/** A silence counts when this number of articles was expected: chance gives it once in a thousand times. */
export const LEAST_EXPECTED = Math.log(1_000);
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
 * @param articles of its days, by day
 * @param today the present day, in UTC
 * @param passed how much of the present day has passed, 0 to 1
 */
export function silenceOf(
  articles: ReadonlyMap<string, number>,
  today: string,
  passed: number,
): Silence | undefined {
  const active = [...articles.keys()]
    .filter((day) => (articles.get(day) ?? 0) > 0 && day <= today)
    .toSorted();
  const lastDay = active.at(-1);
  if (lastDay === undefined || lastDay === today) return undefined;
  // Days before a new publication's first article do not count for its habit.
  const days = Array.from({ length: HABIT_DAYS }, (_, n) => addDays(lastDay, -n)).filter(
    (day) => day >= (active[0] ?? lastDay),
  );
  const counts = days.map((day) => articles.get(day) ?? 0);
  if (counts.filter((count) => count > 0).length < LEAST_DAYS) return undefined;
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  // The mean of all days counts as one more value of the weekday, because four values are few.
  const rateOf = (day: string): number => {
    const same = counts.filter((_, n) => weekdayOf(days[n] ?? '') === weekdayOf(day));
    return (same.reduce((sum, count) => sum + count, 0) + mean) / (same.length + 1);
  };
  let expected = rateOf(today) * passed * SHARE_OF_PRESENT_DAY;
  for (let day = addDays(lastDay, 1); day < today; day = addDays(day, 1)) expected += rateOf(day);
  return expected < LEAST_EXPECTED ? undefined : { lastDay, expected };
}

function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() % DAYS_A_WEEK;
}

const MS_PER_DAY = 86_400_000;
/** A publication that has been silent for longer has ended. */
const LONGEST_DAYS = 42;

/** When a publication has articles. */
export interface Habit {
  readonly id: string;
  readonly name: string;
  readonly byDay: ReadonlyMap<string, number>;
}

/** The habits of publications, from the columns of days, which have one for each publication. */
export function habitsOf(
  days: Iterable<readonly [day: string, columns: readonly Column[]]>,
): readonly Habit[] {
  const habits = new Map<string, { id: string; name: string; byDay: Map<string, number> }>();
  for (const [day, columns] of days) {
    for (const { id, name, articles } of columns) {
      const habit = habits.get(id) ?? { id, name: name ?? id, byDay: new Map<string, number>() };
      habit.byDay.set(day, (habit.byDay.get(day) ?? 0) + articles);
      habits.set(id, habit);
    }
  }
  return [...habits.values()];
}

/** A publication that has gone silent. */
export interface SilentPublication extends Silence {
  readonly id: string;
  readonly name: string;
}

/** The days whose counts decide which publications are silent, up to today. */
export function watchedDays(now: number): { readonly from: string; readonly to: string } {
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
    .flatMap(({ id, name, byDay }) => {
      const silence = silenceOf(byDay, today, passed);
      if (silence === undefined || silence.lastDay < addDays(today, -LONGEST_DAYS)) return [];
      return [{ id, name, lastDay: silence.lastDay, expected: Math.round(silence.expected * 10) / 10 }];
    })
    .toSorted((a, b) => b.expected - a.expected || (a.id < b.id ? -1 : 1));
}
