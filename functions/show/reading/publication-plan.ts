/** Which roll-ups and which documents of days add up to a range of one publication. Pure. */
import { monthOf } from '../../common/domain/store/day.ts';
import type { Part, PublicationHead } from '../../common/domain/store/documents.ts';
import { coversMonth, type Days, includesDay, touchesMonth } from '../counting/range.ts';

/** A table, and which of its columns count. */
export interface ChosenPart {
  readonly part: Part;
  readonly columns: ReadonlySet<string>;
}

export interface PublicationPlan {
  readonly parts: readonly ChosenPart[];
  /** Days that are read from their own documents: a roll-up may lack something of them. */
  readonly openDays: readonly string[];
  /** The open days with documents that a roll-up has closed; those documents are read too. */
  readonly reopenedDays: readonly string[];
}

/**
 * Plans a sum.
 * @param head undefined before the first roll-up
 * @param open the days that have an open document
 */
export function planOf(
  head: PublicationHead | undefined,
  open: ReadonlySet<string>,
  days: Days,
): PublicationPlan {
  const openMonths = new Set([...open].map(monthOf));
  const months = Object.entries(head?.months ?? {})
    .filter(([month]) => touchesMonth(days, month))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const total = head?.total;
  const inTotal = months.filter(
    ([month, part]) => coversMonth(days, month) && !openMonths.has(month) && total?.of[month] === part.run,
  );
  // The total has the names of all months: a few months by themselves may be less to read.
  const isTotalLess =
    total !== undefined && total.chunks <= inTotal.reduce((sum, [, part]) => sum + part.chunks, 0);
  const fromTotal = new Set(isTotalLess ? inTotal.map(([month]) => month) : []);
  const parts: ChosenPart[] = [];
  if (total !== undefined && fromTotal.size > 0) parts.push({ part: total, columns: fromTotal });
  for (const [month, part] of months) {
    if (fromTotal.has(month)) continue;
    const columns = new Set(part.days.filter((day) => includesDay(days, day) && !open.has(day)));
    if (columns.size > 0) parts.push({ part, columns });
  }
  const openDays = [...open].filter((day) => includesDay(days, day)).sort();
  return {
    parts,
    openDays,
    reopenedDays: openDays.filter((day) => head?.months[monthOf(day)]?.days.includes(day)),
  };
}
