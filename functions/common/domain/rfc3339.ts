/**
 * Dates with times as RFC 3339, section 5.6, writes them
 * (https://www.rfc-editor.org/rfc/rfc3339#section-5.6).
 */

const pattern =
  /^(\d{4})-(\d{2})-(\d{2})[Tt]([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.\d+)?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))$/;

/**
 * Whether a text is an RFC 3339 date-time that exists. Seconds and offset are required; `t` and `z` may be
 * small letters, as the grammar allows. The 30th of February does not exist; a leap second does in the last
 * minute of a month in UTC, where the RFC's section 5.7 says one may be.
 */
export function isRfc3339(text: string): boolean {
  const match = pattern.exec(text);
  if (match === null) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return false;
  if (second < 60) return true;
  const offset = (match[7] === '-' ? -1 : 1) * (Number(match[8] ?? 0) * 60 + Number(match[9] ?? 0));
  // The minute after the leap second is the first of a month in UTC.
  const next = new Date(0);
  next.setUTCFullYear(year, month - 1, day);
  next.setUTCHours(hour, minute + 1 - offset);
  return next.getUTCDate() === 1 && next.getUTCHours() === 0 && next.getUTCMinutes() === 0;
}

function daysInMonth(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (month === 2) return leap ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
