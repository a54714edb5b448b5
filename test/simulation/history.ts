/**
 * Reads the content of the days at a given time from the engine itself: the oracle for readers. Of the
 * product's code it uses only the format of tallies.
 */
import type { DocumentDatabase } from '../../emulators/engine/firestore/database.ts';
import type { Value } from '../../emulators/engine/firestore/value.ts';
import { entityKey } from '../../functions/common/domain/keys.ts';
import { entityTypes } from '../../functions/common/domain/post.ts';
import { articlesIn, mentionsIn } from '../../functions/common/domain/store/tally.ts';

/**
 * Counts by key: `articles`, `changed`, the mentions of a name under its type and key, and its articles under
 * the same key with ` in`.
 */
export type PlaceCounts = Readonly<Record<string, number>>;

/** PlaceCounts by day and publication id. */
export type CountsOfDays = Readonly<Record<string, Readonly<Record<string, PlaceCounts>>>>;

/**
 * Sums the documents of days. Leaves out zeros.
 * @param moment in microseconds since 1970; the engine must still have its versions
 */
export function daysAt(database: DocumentDatabase, moment: number): CountsOfDays {
  const days: Record<string, Record<string, Record<string, number>>> = {};
  for (const state of database.list('days', false, moment)) {
    if (typeof state === 'string') continue;
    const { fields } = state;
    const [day, publication] = [String(fields.get('day')), String(fields.get('publication'))];
    const ofDay = days[day] ?? {};
    days[day] = ofDay;
    const counts = ofDay[publication] ?? {};
    ofDay[publication] = counts;
    add(counts, 'articles', numberIn(fields.get('articles')));
    add(counts, 'changed', numberIn(fields.get('changed')));
    for (const type of entityTypes) {
      const tallies = fields.get(type);
      if (!(tallies instanceof Map)) continue;
      for (const [name, tally] of tallies) {
        const place = `${type} ${entityKey(name)}`;
        add(counts, place, mentionsIn(numberIn(tally)));
        add(counts, `${place} in`, articlesIn(numberIn(tally)));
      }
    }
  }
  return days;
}

/** The counts of a publication on all days. */
export function sumOfPublication(days: CountsOfDays, publicationId: string): PlaceCounts {
  const sum: Record<string, number> = {};
  for (const byPublication of Object.values(days))
    for (const [place, count] of Object.entries(byPublication[publicationId] ?? {})) add(sum, place, count);
  return sum;
}

function add(counts: Record<string, number>, place: string, count: number): void {
  const sum = (counts[place] ?? 0) + count;
  if (sum === 0) delete counts[place];
  else counts[place] = sum;
}

function numberIn(value: Value | undefined): number {
  return typeof value === 'bigint' || typeof value === 'number' ? Number(value) : 0;
}
