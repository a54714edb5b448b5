/** The parts of a date, under the names that the date patterns give them. Pure. */

export interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** Undefined for a date without a time. */
  readonly hour: number | undefined;
  readonly minute: number | undefined;
  readonly second: number | undefined;
  /** Of a second, with its dot. */
  readonly fraction: string | undefined;
  /** As written; undefined where none is. */
  readonly zone: string | undefined;
}

/**
 * The parts that a pattern's named groups hold; undefined where a month or an hour is none.
 * @param groups `month` in digits, or `name`; `half` is am or pm; `fraction` has a dot or comma, `digits` is
 *   the same without
 */
export function partsOf(
  groups: Readonly<Record<string, string | undefined>> | undefined,
): DateParts | undefined {
  if (groups === undefined) return undefined;
  const number = (digits: string | undefined): number | undefined =>
    digits === undefined ? undefined : Number(digits);
  const month = number(groups.month) ?? monthOf(groups.name ?? '');
  const hour = hourOf(number(groups.hour), groups.half);
  if (month === undefined || hour === 'none') return undefined;
  const fraction = groups.digits === undefined ? groups.fraction?.replace(',', '.') : `.${groups.digits}`;
  return {
    year: fullYear(groups.year ?? ''),
    month,
    day: Number(groups.day),
    hour,
    minute: number(groups.minute),
    second: number(groups.second),
    fraction,
    zone: groups.zone,
  };
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const monthName =
  /^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)$/i;

/** The number of a month by its English name or short form; undefined where it is none. */
export function monthOf(name: string): number | undefined {
  return monthName.test(name) ? months.indexOf(name.slice(0, 3).toLowerCase()) + 1 : undefined;
}

/** The hour of the day by the half of it that is meant. */
function hourOf(hour: number | undefined, half: string | undefined): number | undefined | 'none' {
  if (hour === undefined || half === undefined) return hour;
  const isAfternoon = /^p/i.test(half);
  if (hour > 12) return isAfternoon ? hour : 'none';
  return (hour % 12) + (isAfternoon ? 12 : 0);
}

/** Years of two digits, as RFC 2822, section 4.3, reads them. */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length > 2) return year;
  return year < 50 ? 2_000 + year : 1_900 + year;
}
