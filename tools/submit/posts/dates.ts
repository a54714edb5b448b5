/**
 * Reads the dates in files, and converts them to RFC 3339. Pure. An ambiguous date is not guessed. Such a
 * date, or an unreadable one, is dropped, but its article is kept. The result of `readDate` says which.
 */
import { isRfc3339 } from '../../../functions/common/domain/rfc3339.ts';
import { type DateParts, monthOf, partsOf } from './date-parts.ts';
import { type DatePattern, matchPattern } from './date-pattern.ts';
import { formatOffset, zoneMinutesOf } from './zones.ts';

export interface DateOptions {
  /** The time zone of times without one. */
  readonly timeZone: string;
  /** How the dates are written; undefined for any way that is plain. */
  readonly pattern: DatePattern | undefined;
}

export type ReadDate = { readonly date: string } | { readonly problem: 'unreadable' | 'ambiguous' };

const unreadable: ReadDate = { problem: 'unreadable' };
const ambiguous: ReadDate = { problem: 'ambiguous' };

/** Reads a date. */
export function readDate(value: unknown, { timeZone, pattern }: DateOptions): ReadDate {
  if (value instanceof Date) return fromEpoch(value.getTime());
  const text = (typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '')
    .trim()
    .replace(/\s+/g, ' ');
  if (pattern !== undefined) {
    const parts = matchPattern(text, pattern);
    return parts === undefined ? unreadable : fromParts(parts, timeZone);
  }
  if (isRfc3339(text)) return { date: text };
  const read = [readCompact, readNumber, readYearFirst, readWords, readSlashes];
  for (const readAs of read) {
    const found = readAs(text, timeZone);
    if (found !== undefined) return found;
  }
  return unreadable;
}

/** 100,000,000 s is in 1973. A smaller number is more likely a year or a spreadsheet's day. */
const FIRST_EPOCH_SECONDS = 100_000_000;
/** The year 2100. */
const LAST_EPOCH_SECONDS = 4_102_444_800;

function readNumber(text: string): ReadDate | undefined {
  const [, digits, fraction = ''] = /^(\d{9,13}|\d{16}|\d{19})(\.\d+)?$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const value = Number(digits + fraction);
  // Seconds, milliseconds, microseconds, nanoseconds since 1970.
  const scale = [1, 1e3, 1e6, 1e9].find(
    (unit) => value / unit >= FIRST_EPOCH_SECONDS && value / unit < LAST_EPOCH_SECONDS,
  );
  return scale === undefined ? unreadable : fromEpoch((value / scale) * 1_000);
}

function fromEpoch(milliseconds: number): ReadDate {
  const date = new Date(Math.round(milliseconds));
  if (Number.isNaN(date.getTime())) return unreadable;
  return { date: date.toISOString().replace('.000Z', 'Z') };
}

/** Hours, minutes, seconds; a zone. The Guardian writes 10.15. */
const time =
  /(?<hour>\d{1,2})[:.](?<minute>\d\d)(?:[:.](?<second>\d\d)(?<fraction>[.,]\d+)?)? ?(?<half>[ap]\.?m\.?)?/i;
const zone =
  /(?:\(?(?<zone>Z|[A-Z]{2,5}|(?:UTC|GMT)? ?[+\-\u2212]\d{1,2}(?::?\d\d)?)\)?)?(?: \([A-Za-z ]+\))?/i;
const clock = `(?:,?[ T]?(?:at )?${time.source}[ ,]?${zone.source})?`;

const yearFirst = new RegExp(`^(?<year>\\d{4})([-/.])(?<month>\\d{1,2})\\2(?<day>\\d{1,2})${clock}$`, 'i');
/** Of this millennium or the end of the last: other digits are seconds. */
const compact =
  /^(?<year>(?:1[5-9]|20)\d\d)(?<month>\d\d)(?<day>\d\d)(?:[T ]?(?<hour>\d\d)(?<minute>\d\d)(?<second>\d\d)?(?<zone>Z|[+-]\d\d:?\d\d)?)?$/i;
const weekday = '(?:[A-Z]{2,9}\\.?,? )?';
const dayMonthYear = new RegExp(
  `^${weekday}(?<day>\\d{1,2})(?:st|nd|rd|th)?[ .-]+(?:of )?(?<name>[A-Z]{3,9})[ .,-]+(?<year>\\d{4}|\\d\\d)${clock}$`,
  'i',
);
const monthDayYear = new RegExp(
  `^${weekday}(?<name>[A-Z]{3,9})[ .]+(?<day>\\d{1,2})(?:st|nd|rd|th)?,? (?<year>\\d{4})${clock}$`,
  'i',
);
/** As `asctime` and Twitter write it. */
const yearLast = new RegExp(
  `^[A-Z]{3} (?<name>[A-Z]{3}) (?<day>\\d{1,2}) ${time.source} (?:(?<zone>[A-Z]{2,5}|[+-]\\d{4}) )?(?<year>\\d{4})$`,
  'i',
);
const yearMonthName = new RegExp(`^(?<year>\\d{4})[- ](?<name>[A-Z]{3,9})[- ](?<day>\\d{1,2})${clock}$`, 'i');
const numbers = new RegExp(
  `^(?<first>\\d{1,2})([-/.])(?<other>\\d{1,2})\\2(?<year>\\d{4}|\\d\\d)${clock}$`,
  'i',
);

/** Digits that are no such date may still be seconds. */
function readCompact(text: string, timeZone: string): ReadDate | undefined {
  const parts = partsOf(compact.exec(text)?.groups);
  const read = parts && fromParts(parts, timeZone);
  return read !== undefined && 'date' in read ? read : undefined;
}

function readYearFirst(text: string, timeZone: string): ReadDate | undefined {
  const groups = yearFirst.exec(text)?.groups;
  return groups && fromParts(partsOf(groups), timeZone);
}

function readWords(text: string, timeZone: string): ReadDate | undefined {
  for (const pattern of [dayMonthYear, monthDayYear, yearLast, yearMonthName]) {
    const groups = pattern.exec(text)?.groups;
    if (groups?.name !== undefined && monthOf(groups.name) !== undefined)
      return fromParts(partsOf(groups), timeZone);
  }
  return undefined;
}

/** Day and month in either order: plain only where one of them is above 12, or both are the same. */
function readSlashes(text: string, timeZone: string): ReadDate | undefined {
  const groups = numbers.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { first = '', other = '', year = '' } = groups;
  if (year.length !== 4) return ambiguous;
  if (Number(first) <= 12 && Number(other) <= 12 && Number(first) !== Number(other)) return ambiguous;
  const [day, month] = Number(first) > 12 ? [first, other] : [other, first];
  return fromParts(partsOf({ ...groups, day, month }), timeZone);
}

/**
 * A moment as RFC 3339. A date without a time becomes the beginning of that day in UTC, so that it counts on
 * that day.
 */
function fromParts(parts: DateParts | undefined, timeZone: string): ReadDate {
  if (parts === undefined) return unreadable;
  const { year, month, day, hour = 0, minute = 0, second = 0, fraction = '' } = parts;
  const local = new Date(0);
  local.setUTCFullYear(year, month - 1, day);
  if (local.getUTCMonth() !== month - 1 || local.getUTCDate() !== day) return unreadable;
  // ISO 8601 writes the end of a day as 24:00.
  const endsDay = hour === 24 && minute === 0 && second === 0;
  if (hour > 23 && !endsDay) return unreadable;
  local.setUTCHours(hour, minute);
  const offset = parts.hour === undefined ? 0 : zoneMinutesOf(parts.zone ?? timeZone, local.getTime());
  if (offset === undefined) return ambiguous;
  const seconds = String(second).padStart(2, '0');
  const date = `${local.toISOString().slice(0, 17)}${seconds}${fraction}${formatOffset(offset)}`;
  return isRfc3339(date) ? { date } : unreadable;
}
