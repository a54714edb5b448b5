/** The days of an answer. */
import type { Timestamp } from '@google-cloud/firestore';
import { dayOf } from '../../common/domain/store/day.ts';
import { type Days, daysOf, type GivenRange } from '../counting/range.ts';

/** The days that were asked for, as of the moment of the counts: so all pages of one walk have the same. */
export function daysAt(given: GivenRange, moment: Timestamp): Days {
  return daysOf(given, dayOf(moment.toMillis()));
}

/** Days as the API writes them. */
export function shownDays({ from, to }: Days): { readonly from: string | null; readonly to: string | null } {
  return { from: from ?? null, to: to ?? null };
}

/** A range as a part of what a listing is called. */
export function scopeOfRange({ range, from, to }: GivenRange): readonly (string | undefined)[] {
  return [range ?? (from === undefined && to === undefined ? 'all' : undefined), from, to];
}

/** A moment in milliseconds as the API writes it. */
export function isoOrNull(ms: number | undefined): string | null {
  return ms === undefined || ms === 0 ? null : new Date(ms).toISOString();
}
