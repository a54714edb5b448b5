/** How types, ranges, measures and times are written. */
import type { EntityType } from '../../common/domain/post.ts';

/** The names of the types, in the order in which the page lists them. */
export const typeLabels: Readonly<Record<EntityType, { readonly one: string; readonly many: string }>> = {
  person: { one: 'Person', many: 'People' },
  place: { one: 'Place', many: 'Places' },
  organization: { one: 'Organization', many: 'Organizations' },
};

/** Whether a text of an address or an answer is a type that the page knows. */
export function isKnownType(type: string): type is EntityType {
  return Object.hasOwn(typeLabels, type);
}

/** The ranges of days to choose from, by their names in the address. All time has the empty name. */
export const rangeLabels: Readonly<Record<string, string>> = {
  today: 'Today',
  '7d': '7 days',
  '30d': '30 days',
  '90d': '90 days',
  '': 'All time',
};

/** The measure that names are ranked by. */
export type ShownMeasure = 'articles' | 'mentions';

/** The measure of an address. */
export function measureOf(by: string): ShownMeasure {
  return by === 'mentions' ? 'mentions' : 'articles';
}

/** How each measure is written: for one, as a heading, and which measure the page offers instead. */
export const measureLabels: Readonly<
  Record<ShownMeasure, { readonly one: string; readonly heading: string; readonly other: ShownMeasure }>
> = {
  articles: { one: 'article', heading: 'Articles', other: 'mentions' },
  mentions: { one: 'mention', heading: 'Mentions', other: 'articles' },
};

/** A day such as 2026-11-27 for people; a month such as 2026-11 too. */
export function dayLabel(dayOrMonth: string): string {
  const isDay = dayOrMonth.length === '2026-11-27'.length;
  const time = new Date(isDay ? dayOrMonth : `${dayOrMonth}-01`);
  if (Number.isNaN(time.getTime())) return dayOrMonth;
  return time.toLocaleDateString('en-GB', {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'short',
    ...(isDay && { day: 'numeric' }),
  });
}

/** A day as short as the marks of an axis have to be, without its year. */
export function tickLabel(dayOrMonth: string): string {
  return dayOrMonth.length === '2026-11-27'.length
    ? dayLabel(dayOrMonth).slice(0, -' 2026'.length)
    : dayLabel(dayOrMonth);
}

/** The time of a moment in UTC, beside its day; empty for midnight, which a date without a time counts as. */
export function timeLabel(iso: string): string {
  if (/T00:00:00(?:\.000)?Z$/.test(iso)) return '';
  return new Date(iso).toLocaleTimeString('en-GB', { timeZone: 'UTC', timeStyle: 'short' });
}

/** A moment: its time today, else its date too. */
export function moment(iso: string): string {
  const time = new Date(iso);
  const today = new Date().toDateString() === time.toDateString();
  return time.toLocaleString(
    'en-GB',
    today ? { timeStyle: 'medium' } : { dateStyle: 'medium', timeStyle: 'short' },
  );
}

/** A part of all, 0 to 1, in percent. */
export function share(part: number): string {
  const percent = part * 100;
  const digits = percent >= 10 || percent === 0 ? 0 : percent >= 1 ? 1 : 2;
  return `${percent.toFixed(digits)} %`;
}
