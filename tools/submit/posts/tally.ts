/** Counts the changes that reading made to posts, such as dropped dates, for the summary at the end. */
import { counted, grouped } from '../../../functions/common/domain/quantities.ts';
import { isPlausible } from '../../../functions/common/domain/store/day.ts';
import type { IdFate } from './ids.ts';

export interface ReadingCounts {
  /** Posts that go out without a date, because theirs cannot be read. */
  readonly datesNotRead: number;
  /** Posts that go out without a date, because theirs can be meant in several ways. */
  readonly datesAmbiguous: number;
  /** Posts whose date the saver will not use, because it is before 1800 or in the future. */
  readonly datesImplausible: number;
  readonly idsHashed: number;
  readonly idsWithContent: number;
}

export interface ReadingTally {
  /** Counts a date that was read, as RFC 3339, if the saver will not use it. */
  dated(date: string, place: string): void;
  undated(problem: 'unreadable' | 'ambiguous', value: string, place: string): void;
  id(fate: IdFate): void;
  /** Counts a file that is passed over, and why: its kind, for people. */
  passedOver(kind: string): void;
  readonly counts: () => ReadingCounts;
  /** The findings for a person, a line each. */
  readonly describe: () => string[];
}

interface DateFindings {
  count: number;
  /** The first one, and where it is. */
  value: string;
  place: string;
}

/**
 * Begins at nothing.
 * @param now the current time in milliseconds since 1970, which decides whether a date is in the future
 */
export function createReadingTally(now: () => number): ReadingTally {
  const dates: Record<'unreadable' | 'ambiguous' | 'implausible', DateFindings> = {
    unreadable: { count: 0, value: '', place: '' },
    ambiguous: { count: 0, value: '', place: '' },
    implausible: { count: 0, value: '', place: '' },
  };
  const ids: Record<IdFate, number> = { none: 0, kept: 0, hashed: 0, 'row-number': 0, repeated: 0 };
  const passed = new Map<string, number>();
  const found = (findings: DateFindings, value: string, place: string): void => {
    if (findings.count === 0) Object.assign(findings, { value: value.slice(0, 60), place });
    findings.count += 1;
  };
  return {
    dated(date, place) {
      if (!isPlausible(date, now())) found(dates.implausible, date, place);
    },
    undated: (problem, value, place) => found(dates[problem], value, place),
    id(fate) {
      ids[fate] += 1;
    },
    passedOver(kind) {
      passed.set(kind, (passed.get(kind) ?? 0) + 1);
    },
    counts: () => ({
      datesNotRead: dates.unreadable.count,
      datesAmbiguous: dates.ambiguous.count,
      datesImplausible: dates.implausible.count,
      idsHashed: ids.hashed,
      idsWithContent: ids['row-number'] + ids.repeated,
    }),
    describe() {
      const lines: string[] = [];
      const { unreadable, ambiguous, implausible } = dates;
      if (unreadable.count > 0)
        lines.push(
          `${counted(unreadable.count, 'date')} cannot be read ${exampleOf(unreadable)}. ${countLater(unreadable)}.`,
        );
      if (ambiguous.count > 0)
        lines.push(
          `${counted(ambiguous.count, 'date')} can be read in several ways ${exampleOf(ambiguous)}. ${countLater(ambiguous)}, unless --date-format names the order, for example dmy or mdy.`,
        );
      if (implausible.count > 0)
        lines.push(
          `${counted(implausible.count, 'date')} ${implausible.count === 1 ? 'is' : 'are'} before 1800 or in the future ${exampleOf(implausible)}. ${countLater(implausible)}.`,
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

/** The first finding. Rejects do not list these rows, because their posts are submitted. */
function exampleOf({ count, value, place }: DateFindings): string {
  return `(${count === 1 ? '' : 'the first is '}${JSON.stringify(value)} at ${place})`;
}

function countLater({ count }: DateFindings): string {
  return `${count === 1 ? 'Its post counts' : 'Their posts count'} on the day of acceptance`;
}
