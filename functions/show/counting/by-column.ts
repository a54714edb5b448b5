/**
 * The other way round: the publications that name a name, and the names that lead in each publication. Pure.
 */

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

/**
 * The columns that name some names.
 * @param places of the names
 * @returns of each name, in no order, each column once
 */
export function columnsOf(sum: Sum, places: readonly number[]): readonly (readonly ColumnCount[])[] {
  const slots = new Map(places.map((place, slot) => [place, slot]));
  // Most rows are of other names. An array rules them out with one read.
  const isWanted = new Uint8Array(sum.size);
  for (const place of places) isWanted[place] = 1;
  const counts = places.map(() => new Map<number, ColumnCount>());
  for (const { places: rows, starts, columns, articles, mentions } of sum.segments) {
    for (let row = 0; row < rows.length; row++) {
      const place = rows[row] ?? 0;
      if (isWanted[place] !== 1) continue;
      const own = counts[slots.get(place) ?? 0];
      for (let cell = starts[row] ?? 0; cell < (starts[row + 1] ?? 0); cell++) {
        const column = columns[cell] ?? 0;
        const known = own?.get(column);
        own?.set(column, {
          column,
          articles: (known?.articles ?? 0) + (articles[cell] ?? 0),
          mentions: (known?.mentions ?? 0) + (mentions[cell] ?? 0),
        });
      }
    }
  }
  return counts.map((own) => [...own.values()]);
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

/** Columns that are added up at a time: each takes eight bytes a name meanwhile. */
const COLUMNS_AT_A_TIME = 12;

function findLeading(
  sum: Sum,
  chosen: readonly number[],
  by: Measure,
  most: number,
): readonly (readonly NameCount[])[] {
  const leading: (readonly NameCount[])[] = [];
  for (let from = 0; from < chosen.length; from += COLUMNS_AT_A_TIME) {
    const some = chosen.slice(from, from + COLUMNS_AT_A_TIME);
    const articles = some.map(() => new Uint32Array(sum.size));
    const mentions = some.map(() => new Uint32Array(sum.size));
    addCells(sum, some, articles, mentions);
    for (const slot of some.keys()) {
      leading.push(
        leadersOf(sum, articles[slot] ?? new Uint32Array(0), mentions[slot] ?? new Uint32Array(0), by, most),
      );
    }
  }
  return leading;
}

/** Adds up the cells of some columns, by name. */
function addCells(
  sum: Sum,
  chosen: readonly number[],
  toArticles: readonly Uint32Array[],
  toMentions: readonly Uint32Array[],
): void {
  const slots = new Int32Array(sum.columns.length).fill(-1);
  for (const [slot, column] of chosen.entries()) slots[column] = slot;
  for (const { places, starts, columns, articles, mentions } of sum.segments) {
    for (let row = 0; row < places.length; row++) {
      const place = places[row] ?? 0;
      for (let cell = starts[row] ?? 0; cell < (starts[row + 1] ?? 0); cell++) {
        const slot = slots[columns[cell] ?? 0] ?? -1;
        if (slot < 0) continue;
        const [ownArticles, ownMentions] = [toArticles[slot], toMentions[slot]];
        if (ownArticles === undefined || ownMentions === undefined) continue;
        ownArticles[place] = (ownArticles[place] ?? 0) + (articles[cell] ?? 0);
        ownMentions[place] = (ownMentions[place] ?? 0) + (mentions[cell] ?? 0);
      }
    }
  }
}

/**
 * The leading names by their counts in one column. Those so far are kept in order; most names are behind the
 * last of them.
 */
function leadersOf(
  sum: Sum,
  articles: Uint32Array,
  mentions: Uint32Array,
  by: Measure,
  most: number,
): readonly NameCount[] {
  const [first, second] = by === 'articles' ? [articles, mentions] : [mentions, articles];
  const isBefore = (a: number, b: number): boolean => {
    const difference = (first[a] ?? 0) - (first[b] ?? 0) || (second[a] ?? 0) - (second[b] ?? 0);
    if (difference !== 0) return difference > 0;
    const [text = '', other = ''] = [sum.texts[a], sum.texts[b]];
    return text === other ? (sum.types[a] ?? 0) < (sum.types[b] ?? 0) : text < other;
  };
  const leaders: number[] = [];
  for (let place = 0; place < sum.size; place++) {
    if (articles[place] === 0) continue;
    const last = leaders.at(-1);
    if (leaders.length >= most && last !== undefined && !isBefore(place, last)) continue;
    let at = leaders.length;
    while (at > 0 && isBefore(place, leaders[at - 1] ?? 0)) at -= 1;
    leaders.splice(at, 0, place);
    if (leaders.length > most) leaders.pop();
  }
  return leaders.map((place) => ({
    ...nameAt(sum, place),
    articles: articles[place] ?? 0,
    mentions: mentions[place] ?? 0,
  }));
}
