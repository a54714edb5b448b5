/** Days and months are those of UTC, written as 2026-11-27 and 2026-11. Pure. */

const MS_PER_DAY = 86_400_000;
/** A date before is a default or a mistake of the sender's software. */
const EARLIEST_MS = Date.UTC(1800, 0, 1);

/**
 * The moment that an article is counted for, in milliseconds since 1970. It is the time of publication, if
 * the sender gives one between 1800 and a day after acceptance, else the time of acceptance.
 * @param publishedAt as given, RFC 3339
 */
export function momentOf(publishedAt: string | undefined, acceptedAtMs: number): number {
  if (publishedAt === undefined || !isPlausible(publishedAt, acceptedAtMs)) return acceptedAtMs;
  return momentOfText(publishedAt);
}

/**
 * Whether an article counts on the date that its sender gives.
 * @param publishedAt RFC 3339
 */
export function isPlausible(publishedAt: string, acceptedAtMs: number): boolean {
  const published = momentOfText(publishedAt);
  return published >= EARLIEST_MS && published <= acceptedAtMs + MS_PER_DAY;
}

/** JavaScript knows no leap seconds: such a moment is the last millisecond before it. */
function momentOfText(text: string): number {
  const at = Date.parse(text);
  return Number.isNaN(at) ? Date.parse(text.replace(/:60(?:\.\d+)?(?=[Zz+-])/, ':59.999')) : at;
}

/** The UTC day of a moment. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** The month of a day. */
export function monthOf(day: string): string {
  return day.slice(0, 7);
}

/** The first moment of a day. */
export function startOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

/** The day that is `days` after another, or before it where `days` is negative. */
export function addDays(day: string, days: number): string {
  return dayOf(startOfDay(day) + days * MS_PER_DAY);
}
