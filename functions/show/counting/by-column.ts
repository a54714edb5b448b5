/** The other way round: the publications that name a name, and the names that lead in each publication. Pure. */

import type { NameCount } from '../../common/domain/store/day-counts.ts';
import type { Measure } from './ranking.ts';
import { nameAt, type Sum } from './sum.ts';

/** A name's counts in one column. */
export interface ColumnCount {
  /** The place of the column in the sum. */
  readonly column: number;
  readonly articles: number;
  readonly mentions: number;
}

/** The columns that name a name, by count, then by the other count, then by name and id. */
export function columnsNaming(sum: Sum, place: number, by: Measure): readonly ColumnCount[] {
  const { starts, columns, articles, mentions } = sum.cells;
  const counts: ColumnCount[] = [];
  for (let cell = starts[place] ?? 0; cell < (starts[place + 1] ?? 0); cell++) {
    counts.push({ column: columns[cell] ?? 0, articles: articles[cell] ?? 0, mentions: mentions[cell] ?? 0 });
  }
  const other = by === 'articles' ? 'mentions' : 'articles';
  return counts.sort(
    (a, b) => b[by] - a[by] || b[other] - a[other] || compareColumns(sum, a.column, b.column),
  );
}

/** The order of columns with equal counts. */
export function compareColumns(sum: Sum, a: number, b: number): number {
  const [one, other] = [sum.columns[a], sum.columns[b]];
  const nameOf = (column: typeof one): string => column?.name ?? column?.id ?? '';
  if (nameOf(one) !== nameOf(other)) return nameOf(one) < nameOf(other) ? -1 : 1;
  return (one?.id ?? '') < (other?.id ?? '') ? -1 : 1;
}

interface Made {
  ranked?: readonly number[];
  /** By column, measure and number. */
  readonly leading: Map<string, readonly NameCount[]>;
}

/** What was made of a sum, kept with it. */
const made = new WeakMap<Sum, Made>();

function madeOf(sum: Sum): Made {
  const own: Made = made.get(sum) ?? { leading: new Map() };
  made.set(sum, own);
  return own;
}

/** The columns of a sum that have articles, those with the most first. */
export function rankedColumns(sum: Sum): readonly number[] {
  const own = madeOf(sum);
  own.ranked ??= [...sum.columns.keys()]
    .filter((place) => (sum.columns[place]?.articles ?? 0) > 0)
    .sort((a, b) => {
      const difference = (sum.columns[b]?.articles ?? 0) - (sum.columns[a]?.articles ?? 0);
      return difference === 0 ? compareColumns(sum, a, b) : difference;
    });
  return own.ranked;
}

/**
 * The leading names of some columns, with their counts in that column.
 * @param most how many of each
 */
export function leadingNames(
  sum: Sum,
  chosen: readonly number[],
  by: Measure,
  most: number,
): readonly (readonly NameCount[])[] {
  const { leading } = madeOf(sum);
  const nameOf = (column: number): string => `${column} ${by} ${most}`;
  const missing = chosen.filter((column) => !leading.has(nameOf(column)));
  if (missing.length > 0) {
    for (const [index, names] of findLeading(sum, missing, by, most).entries())
      leading.set(nameOf(missing[index] ?? 0), names);
  }
  return chosen.map((column) => leading.get(nameOf(column)) ?? []);
}

/** In one pass over all cells; of each column the leading ones so far are kept in order. */
function findLeading(
  sum: Sum,
  chosen: readonly number[],
  by: Measure,
  most: number,
): readonly (readonly NameCount[])[] {
  const { starts, columns, articles, mentions } = sum.cells;
  const [first, second] = by === 'articles' ? [articles, mentions] : [mentions, articles];
  const slots = new Int32Array(sum.columns.length).fill(-1);
  for (const [slot, column] of chosen.entries()) slots[column] = slot;
  const leaders: { readonly place: number; readonly cell: number }[][] = chosen.map(() => []);
  const isBefore = (
    place: number,
    cell: number,
    other: { readonly place: number; readonly cell: number },
  ): boolean => {
    const difference =
      (first[cell] ?? 0) - (first[other.cell] ?? 0) || (second[cell] ?? 0) - (second[other.cell] ?? 0);
    if (difference !== 0) return difference > 0;
    const [text = '', otherText = ''] = [sum.texts[place], sum.texts[other.place]];
    return text === otherText ? (sum.types[place] ?? 0) < (sum.types[other.place] ?? 0) : text < otherText;
  };
  for (let place = 0; place < sum.size; place++) {
    for (let cell = starts[place] ?? 0; cell < (starts[place + 1] ?? 0); cell++) {
      const own = leaders[slots[columns[cell] ?? 0] ?? -1];
      if (own === undefined) continue;
      const last = own.at(-1);
      if (own.length >= most && last !== undefined && !isBefore(place, cell, last)) continue;
      let at = own.length;
      while (at > 0) {
        const before = own[at - 1];
        if (before === undefined || !isBefore(place, cell, before)) break;
        at -= 1;
      }
      own.splice(at, 0, { place, cell });
      if (own.length > most) own.pop();
    }
  }
  return leaders.map((own) =>
    own.map(({ place, cell }) => ({
      ...nameAt(sum, place),
      articles: articles[cell] ?? 0,
      mentions: mentions[cell] ?? 0,
    })),
  );
}
