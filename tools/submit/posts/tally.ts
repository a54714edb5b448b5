/** Counts the changes that reading made to posts, such as dropped dates, for the summary at the end. */
import { counted, grouped } from '../../../functions/common/domain/quantities.ts';
import type { IdFate } from './ids.ts';

export interface ReadingCounts {
  /** Posts that go out without a date, because theirs cannot be read. */
  readonly datesNotRead: number;
  /** Posts that go out without a date, because theirs can be meant in several ways. */
  readonly datesAmbiguous: number;
  readonly idsHashed: number;
  readonly idsWithContent: number;
}

export interface ReadingTally {
  undated(problem: 'unreadable' | 'ambiguous', value: string, place: string): void;
  id(fate: IdFate): void;
  /** Counts a file that is passed over, and why: its kind, for people. */
  passedOver(kind: string): void;
  readonly counts: () => ReadingCounts;
  /** The findings for a person, a line each. */
  readonly describe: () => string[];
}

interface UndatedExample {
  count: number;
  value: string;
  place: string;
}

/** Begins at nothing. */
export function createReadingTally(): ReadingTally {
  const dates: Record<'unreadable' | 'ambiguous', UndatedExample> = {
    unreadable: { count: 0, value: '', place: '' },
    ambiguous: { count: 0, value: '', place: '' },
  };
  const ids: Record<IdFate, number> = { none: 0, kept: 0, hashed: 0, 'row-number': 0, repeated: 0 };
  const passed = new Map<string, number>();
  return {
    undated(problem, value, place) {
      const example = dates[problem];
      if (example.count === 0) Object.assign(example, { value: value.slice(0, 60), place });
      example.count += 1;
    },
    id(fate) {
      ids[fate] += 1;
    },
    passedOver(kind) {
      passed.set(kind, (passed.get(kind) ?? 0) + 1);
    },
    counts: () => ({
      datesNotRead: dates.unreadable.count,
      datesAmbiguous: dates.ambiguous.count,
      idsHashed: ids.hashed,
      idsWithContent: ids['row-number'] + ids.repeated,
    }),
    describe() {
      const lines: string[] = [];
      const { unreadable, ambiguous } = dates;
      if (unreadable.count > 0)
        lines.push(
          `${counted(unreadable.count, 'date')} cannot be read (${JSON.stringify(unreadable.value)} at ${unreadable.place}). Their posts have no date.`,
        );
      if (ambiguous.count > 0)
        lines.push(
          `${counted(ambiguous.count, 'date')} can be read in several ways (${JSON.stringify(ambiguous.value)} at ${ambiguous.place}). Their posts have no date. Name the order with --date-format, for example dmy or mdy.`,
        );
      if (ids['row-number'] > 0)
        lines.push(
          `${counted(ids['row-number'], 'id')} ${ids['row-number'] === 1 ? 'was' : 'were'} hashed with the content, because the ids of the file count up like row numbers. If they identify articles, name their field with --id-field.`,
        );
      if (ids.repeated > 0)
        lines.push(
          `${counted(ids.repeated, 'id')} ${ids.repeated === 1 ? 'was' : 'were'} hashed with the content, because an earlier post with other content has the same id. No article is lost.`,
        );
      if (passed.size > 0) {
        const kinds = [...passed].map(([kind, count]) => `${grouped(count)} ${kind}`);
        lines.push(`Skipped: ${kinds.join(', ')}.`);
      }
      return lines;
    },
  };
}
