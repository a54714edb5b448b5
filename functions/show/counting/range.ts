/** The days that counts are asked for. Days are those of UTC. Pure. */
import { addDays, monthOf } from '../../common/domain/store/day.ts';

/**
 * From the first day to the last, both included. A side that is missing is open: with neither it is all time.
 */
export interface Days {
  readonly from?: string;
  readonly to?: string;
}

/** The ranges that have a name, with how many days each has; all time has no number. */
const namedRanges = { today: 1, '7d': 7, '30d': 30, '90d': 90, all: undefined } as const;
export type NamedRange = keyof typeof namedRanges;
export const rangeNames = ['today', '7d', '30d', '90d', 'all'] as const satisfies readonly NamedRange[];

/** A requested range: by name, or by its first and last day. */
export interface GivenRange {
  readonly range?: NamedRange | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/**
 * The days of a range.
 * @param today the day that named ranges end with
 */
export function daysOf({ range, from, to }: GivenRange, today: string): Days {
  const length = namedRanges[range ?? 'all'];
  if (length !== undefined) return { from: addDays(today, 1 - length), to: today };
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

/** The length of time that a point of a series covers. */
export const steps = ['day', 'month'] as const;
export type Step = (typeof steps)[number];

/** The point of a series that a day or a month belongs to. */
export function stepOf(dayOrMonth: string, step: Step): string {
  return step === 'day' ? dayOrMonth : dayOrMonth.slice(0, '2026-11'.length);
}

/** The points from the first to the last, both included. */
export function pointsBetween(first: string, last: string, step: Step): readonly string[] {
  const points: string[] = [];
  for (let point = first; point <= last; point = step === 'day' ? addDays(point, 1) : nextMonth(point))
    points.push(point);
  return points;
}

/** Whether a day is one of these. */
export function includesDay({ from, to }: Days, day: string): boolean {
  return (from === undefined || from <= day) && (to === undefined || day <= to);
}

/** Whether a month has some of these days. */
export function touchesMonth({ from, to }: Days, month: string): boolean {
  return (from === undefined || monthOf(from) <= month) && (to === undefined || month <= monthOf(to));
}

/** Whether all days of a month are among these. */
export function coversMonth({ from, to }: Days, month: string): boolean {
  return (from === undefined || from <= `${month}-01`) && (to === undefined || lastDayOf(month) <= to);
}

/** The month after another. */
export function nextMonth(month: string): string {
  // Every month has a day 28 at most 4 days before its end.
  return monthOf(addDays(`${month}-28`, 4));
}

function lastDayOf(month: string): string {
  return addDays(`${nextMonth(month)}-01`, -1);
}
