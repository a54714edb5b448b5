/**
 * The other way round: the publications that name a name, and the names that lead in each publication. Pure.
 */

import { rowOfCell } from '../../common/domain/store/compact-table.ts';
import type { NameCount } from '../../common/domain/store/day-counts.ts';
import { compareTexts } from '../../common/domain/store/texts.ts';
import type { Measure } from './ranking.ts';
import { nameAt, type Segment, type Sum } from './sum.ts';

/** A name's counts in one column. */
export interface ColumnCount {
  /** The place of the column in the sum. */
  readonly column: number;
  readonly articles: number;
  readonly mentions: number;
}

/** Where the cells of a name are: rows of segments. */
type RowsOfName = readonly (readonly [segment: Segment, row: number])[];

/** The rows of some names, in their order. */
function rowsOf(sum: Sum, places: readonly number[]): readonly RowsOfName[] {
  // Most rows are of other names. An array rules them out with one read.
  const slots = new Int32Array(sum.size).fill(-1);
  for (const [slot, place] of places.entries()) slots[place] = slot;
  const found = places.map((): [Segment, number][] => []);
  for (const segment of sum.segments) {
    const { places: rows } = segment;
    for (let row = 0; row < rows.length; row++) {
      const slot = slots[rows[row] ?? 0] ?? -1;
      if (slot >= 0) found[slot]?.push([segment, row]);
    }
  }
  return places.map((place) => found[slots[place] ?? -1] ?? []);
}

/**
 * The columns that name some names.
 * @param places of the names
 * @returns of each name, in no order, each column once
 */
export function columnsOf(sum: Sum, places: readonly number[]): readonly (readonly ColumnCount[])[] {
  const counts = countsByPlace(sum.columns.length);
  return rowsOf(sum, places).map((rows) => {
    const named: number[] = [];
    for (const [{ starts, columns, articles, mentions }, row] of rows) {
      const end = starts[row + 1] ?? 0;
      for (let cell = starts[row] ?? 0; cell < end; cell++)
        addCount(counts, named, columns[cell] ?? 0, articles[cell] ?? 0, mentions[cell] ?? 0);
    }
    return named.map((column): ColumnCount => ({ column, ...takenCount(counts, column) }));
  });
}

/** Counts by name or by column, all of them 0 between two uses. */
interface CountsByPlace {
  readonly articles: Float64Array;
  readonly mentions: Float64Array;
}

function countsByPlace(size: number): CountsByPlace {
  return { articles: new Float64Array(size), mentions: new Float64Array(size) };
}

/** @param named gets the places that had no count */
function addCount(
  { articles, mentions }: CountsByPlace,
  named: number[],
  place: number,
  a: number,
  m: number,
): void {
  if (articles[place] === 0) named.push(place);
  articles[place] = (articles[place] ?? 0) + a;
  mentions[place] = (mentions[place] ?? 0) + m;
}

/** The count at a place, which becomes 0. */
function takenCount({ articles, mentions }: CountsByPlace, place: number) {
  const count = { articles: articles[place] ?? 0, mentions: mentions[place] ?? 0 };
  articles[place] = 0;
  mentions[place] = 0;
  return count;
}

/**
 * How many columns name each of some names.
 * @param places of the names
 */
export function columnCounts(sum: Sum, places: readonly number[]): readonly number[] {
  // The number of the last name that a column was counted for.
  const lastOf = new Int32Array(sum.columns.length).fill(-1);
  return rowsOf(sum, places).map((rows, name) =>
    rows.reduce((count, [{ starts, columns }, row]) => {
      const own = columns.subarray(starts[row], starts[row + 1]);
      return count + newColumns(own, name, lastOf);
    }, 0),
  );
}

/** How many columns were not counted for a name yet; now they are. */
function newColumns(columns: Uint32Array, name: number, lastOf: Int32Array): number {
  let count = 0;
  for (let cell = 0; cell < columns.length; cell++) {
    const column = columns[cell] ?? 0;
    if (lastOf[column] === name) continue;
    lastOf[column] = name;
    count += 1;
  }
  return count;
}

/** The columns that name a name, by count, then by the other count, then by name and id. */
export function columnsNaming(sum: Sum, place: number, by: Measure): readonly ColumnCount[] {
  const other = by === 'articles' ? 'mentions' : 'articles';
  return [...(columnsOf(sum, [place])[0] ?? [])].sort(
    (a, b) => b[by] - a[by] || b[other] - a[other] || compareColumns(sum, a.column, b.column),
  );
}

/** The order of columns with equal counts. */
export function compareColumns(sum: Sum, a: number, b: number): number {
  const one = sum.columns[a];
  const other = sum.columns[b];
  const name = one?.name ?? one?.id ?? '';
  const otherName = other?.name ?? other?.id ?? '';
  if (name !== otherName) return name < otherName ? -1 : 1;
  return (one?.id ?? '') < (other?.id ?? '') ? -1 : 1;
}

interface Made {
  ranked?: readonly number[];
  /** By column, measure and number. */
  readonly leading: Map<string, readonly NameCount[]>;
}

/** Results computed from a sum, kept with it. */
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

function findLeading(
  sum: Sum,
  chosen: readonly number[],
  by: Measure,
  most: number,
): readonly (readonly NameCount[])[] {
  const counts = countsByPlace(sum.size);
  return cellsOf(sum, chosen).map((cells) => {
    const named: number[] = [];
    for (let i = 0; i < cells.length; i += 3)
      addCount(counts, named, cells[i] ?? 0, cells[i + 1] ?? 0, cells[i + 2] ?? 0);
    const leaders = leadersOf(sum, named, counts, by, most);
    const leading = leaders.map((place) => ({ ...nameAt(sum, place), ...takenCount(counts, place) }));
    for (const place of named) takenCount(counts, place);
    return leading;
  });
}

/** The cells of some columns, as threes of place, articles and mentions; a place may come several times. */
function cellsOf(sum: Sum, chosen: readonly number[]): readonly (readonly number[])[] {
  const slots = new Int32Array(sum.columns.length).fill(-1);
  for (const [slot, column] of chosen.entries()) slots[column] = slot;
  const found = chosen.map((): number[] => []);
  for (const { places, starts, columns, articles, mentions } of sum.segments) {
    let row = 0;
    for (let cell = 0; cell < columns.length; cell++) {
      const slot = slots[columns[cell] ?? 0] ?? -1;
      if (slot < 0) continue;
      row = rowOfCell(starts, cell, row);
      const place = places[row] ?? 0;
      // Rows of names that were taken out have no place.
      if (place < sum.size) found[slot]?.push(place, articles[cell] ?? 0, mentions[cell] ?? 0);
    }
  }
  return found;
}

/**
 * The leading names by their counts in one column. Those so far are kept in order; most names are behind the
 * last of them.
 * @param named the places that have counts
 */
function leadersOf(
  sum: Sum,
  named: readonly number[],
  { articles, mentions }: CountsByPlace,
  by: Measure,
  most: number,
): readonly number[] {
  const [first, second] = by === 'articles' ? [articles, mentions] : [mentions, articles];
  const isBefore = (a: number, b: number): boolean => {
    const difference = (first[a] ?? 0) - (first[b] ?? 0) || (second[a] ?? 0) - (second[b] ?? 0);
    if (difference !== 0) return difference > 0;
    return (compareTexts(sum.texts, a, b) || (sum.types[a] ?? 0) - (sum.types[b] ?? 0)) < 0;
  };
  const leaders: number[] = [];
  for (const place of named) {
    const last = leaders.at(-1);
    if (leaders.length >= most && last !== undefined && !isBefore(place, last)) continue;
    let at = leaders.length;
    while (at > 0 && isBefore(place, leaders[at - 1] ?? 0)) at -= 1;
    leaders.splice(at, 0, place);
    if (leaders.length > most) leaders.pop();
  }
  return leaders;
}
