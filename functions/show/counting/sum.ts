/**
 * Counts of names added up from tables: what every ranking is made from. Pure.
 *
 * Names and counts are columns of numbers and bytes, because a hundred thousand objects take several times
 * the memory and are slower to rank. A sum can be extended by further tables without adding up the first ones
 * again: closed days stay what they are while the present day grows.
 */
import { preferred } from '../../common/domain/merge.ts';
import { type EntityType, entityTypes } from '../../common/domain/post.ts';
import type { Cells, CompactTable } from '../../common/domain/store/compact-table.ts';
import type { NameCount } from '../../common/domain/store/day-counts.ts';
import type { Column } from '../../common/domain/store/table.ts';
import { textAt } from '../../common/domain/store/texts.ts';
import { addName, finishedNames, type GrowingNames, growingNames, reserveNames } from './growing-names.ts';
import { noNames, type PackedNames, placesOfKey } from './packed-names.ts';
import { longer, roomFor } from './room.ts';

/** The totals of a column of the sum. */
export interface SumColumn {
  readonly id: string;
  readonly name: string | undefined;
  readonly articles: number;
  readonly changed: number;
  readonly otherLanguage: number;
  /** In milliseconds since 1970. */
  readonly updatedAt: number | undefined;
}

/**
 * The cells of one table, by its rows. Another table may have cells of the same name and column: they are
 * added up for the few names and columns that a page shows, because sorting them all together takes longer
 * than the rest.
 */
export interface Segment extends Cells {
  /** The place in the sum of each row's name. */
  readonly places: Uint32Array;
}

export interface Sum extends PackedNames {
  /** By place, like the names. */
  readonly articles: Float64Array;
  readonly mentions: Float64Array;
  readonly columns: readonly SumColumn[];
  readonly segments: readonly Segment[];
  /** How many names at least were left out of the tables, because they are below the last rank. */
  readonly cut: number;
  /** The places of each key that has several types, by the first of them. */
  readonly severalTypes: ReadonlyMap<number, readonly number[]>;
  /** By place, the other texts of names that people merged into one; a sum before curation has none. */
  readonly alsoCounted?: ReadonlyMap<number, readonly string[]>;
}

/** Which column of the sum a column of a table is added to; undefined leaves it out. */
export type Placing = (column: Column) => string | undefined;

export interface Adding {
  /** Adds a table. @param cut how many of its names are missing, in addition to the table's own `cut` */
  readonly add: (table: CompactTable, placing: Placing, cut?: number) => void;
  readonly sum: () => Sum;
}

export const emptySum: Sum = {
  ...noNames,
  articles: new Float64Array(0),
  mentions: new Float64Array(0),
  columns: [],
  segments: [],
  cut: 0,
  severalTypes: new Map(),
};

/**
 * Begins a sum.
 * @param base the sum to add to; it is not changed itself
 * @param options.keepsCells whether the sum keeps the counts of each name by column; else only its totals
 */
export function addTo(base: Sum, options: { readonly keepsCells: boolean }): Adding {
  const names = growingNames(base, base.severalTypes);
  const columns = [...base.columns];
  const columnPlaces = new Map(columns.map(({ id }, place) => [id, place]));
  // Copies, because the base must not change. They may be longer than the part in use.
  let articles = base.articles.slice();
  let mentions = base.mentions.slice();
  const segments = [...base.segments];
  let { cut } = base;

  const reserve = (table: CompactTable): void => {
    reserveNames(names, table);
    const needed = names.size + table.size;
    if (needed <= articles.length) return;
    const room = roomFor(needed, names.size);
    articles = longer(articles, names.size, new Float64Array(room));
    mentions = longer(mentions, names.size, new Float64Array(room));
  };

  return {
    add(table, placing, missing = 0) {
      const targets = Int32Array.from(table.columns, (column) => {
        const id = placing(column);
        return id === undefined ? -1 : addColumn(columns, columnPlaces, id, column);
      });
      if (!targets.some((target) => target >= 0)) return;
      cut += missing + table.cut;
      reserve(table);
      const cells = placedCells(table.cells, targets);
      const places = addRows(names, table, cells.starts);
      if (targets.every((target) => target >= 0)) {
        addTotals(table.totals.articles, places, articles);
        addTotals(table.totals.mentions, places, mentions);
      } else {
        addSums(cells.articles, cells.starts, places, articles);
        addSums(cells.mentions, cells.starts, places, mentions);
      }
      if (options.keepsCells) segments.push({ places, ...cells });
    },
    sum() {
      const list = finishedNames(names);
      return {
        ...list,
        articles: articles.slice(0, list.size),
        mentions: mentions.slice(0, list.size),
        columns,
        segments,
        cut,
        severalTypes: names.severalTypes,
      };
    },
  };
}

/** Adds the names of rows that have cells. @returns the place of each row */
function addRows(names: GrowingNames, table: CompactTable, starts: Uint32Array): Uint32Array {
  const places = new Uint32Array(table.size);
  for (let row = 0; row < table.size; row++)
    if (starts[row] !== starts[row + 1]) places[row] = addName(names, table, row);
  return places;
}

/** Adds the total of each row to the number at its place. */
function addTotals(totals: Float64Array, places: Uint32Array, to: Float64Array): void {
  for (let row = 0; row < places.length; row++) {
    const place = places[row] ?? 0;
    to[place] = (to[place] ?? 0) + (totals[row] ?? 0);
  }
}

/** Adds the cells of each row to the number at its place. */
function addSums(counts: Uint32Array, starts: Uint32Array, places: Uint32Array, to: Float64Array): void {
  for (let row = 0; row < places.length; row++) {
    const place = places[row] ?? 0;
    to[place] = (to[place] ?? 0) + sumBetween(counts, starts[row] ?? 0, starts[row + 1] ?? 0);
  }
}

function sumBetween(counts: Uint32Array, from: number, to: number): number {
  let sum = 0;
  for (let cell = from; cell < to; cell++) sum += counts[cell] ?? 0;
  return sum;
}

/**
 * Cells with the columns of the sum, without those that it leaves out.
 * @param targets the column of the sum for each column of the table, below 0 where it is left out
 */
function placedCells(cells: Cells, targets: Int32Array): Cells {
  if (targets.every((target, column) => target === column)) return cells;
  const columns = new Int32Array(cells.columns.length);
  for (let cell = 0; cell < columns.length; cell++) columns[cell] = targets[cells.columns[cell] ?? 0] ?? -1;
  if (targets.every((target) => target >= 0)) return { ...cells, columns: new Uint32Array(columns.buffer) };
  // How many cells are kept before each one.
  const before = new Uint32Array(columns.length + 1);
  for (let cell = 0; cell < columns.length; cell++)
    before[cell + 1] = (before[cell] ?? 0) + ((columns[cell] ?? 0) < 0 ? 0 : 1);
  const keptOf = (numbers: Uint32Array | Int32Array): Uint32Array => {
    const kept = new Uint32Array(before[columns.length] ?? 0);
    for (let cell = 0; cell < columns.length; cell++)
      if ((columns[cell] ?? 0) >= 0) kept[before[cell] ?? 0] = numbers[cell] ?? 0;
    return kept;
  };
  return {
    starts: cells.starts.map((start) => before[start] ?? 0),
    columns: keptOf(columns),
    articles: keptOf(cells.articles),
    mentions: keptOf(cells.mentions),
  };
}

function addColumn(columns: SumColumn[], places: Map<string, number>, id: string, column: Column): number {
  const place = places.get(id) ?? columns.length;
  const known = columns[place];
  places.set(id, place);
  columns[place] = {
    id,
    name:
      known?.name === undefined || column.name === undefined
        ? (known?.name ?? column.name)
        : preferred(known.name, column.name),
    articles: (known?.articles ?? 0) + column.articles,
    changed: (known?.changed ?? 0) + column.changed,
    otherLanguage: (known?.otherLanguage ?? 0) + (column.otherLanguage ?? 0),
    updatedAt:
      known?.updatedAt === undefined ? column.updatedAt : Math.max(known.updatedAt, column.updatedAt ?? 0),
  };
  return place;
}

/** The place of a name in a sum; undefined when it is not there. */
export function placeOf(sum: Sum, type: EntityType, key: string): number | undefined {
  const wanted = entityTypes.indexOf(type);
  return placesOfKey(sum, key).find((place) => sum.types[place] === wanted);
}

/** A name of a sum. */
export function nameAt(sum: Sum, place: number): NameCount {
  return {
    type: entityTypes[sum.types[place] ?? 0] ?? 'person',
    key: textAt(sum.keys, place),
    text: textAt(sum.texts, place),
    articles: sum.articles[place] ?? 0,
    mentions: sum.mentions[place] ?? 0,
  };
}

/** Sums over all columns. */
export function totalsOf({ columns }: Sum): Pick<SumColumn, 'articles' | 'changed' | 'otherLanguage'> {
  let articles = 0;
  let changed = 0;
  let otherLanguage = 0;
  for (const column of columns) {
    articles += column.articles;
    changed += column.changed;
    otherLanguage += column.otherLanguage;
  }
  return { articles, changed, otherLanguage };
}

/**
 * About how many bytes of memory a sum takes: two texts and a few numbers a name, a few numbers a cell, and
 * the tables that are made of them later.
 */
export function sizeOfSum({ size, columns, segments }: Sum): number {
  const cells = segments.reduce(
    (sum, { starts, columns: own }) => sum + 8 * starts.length + 12 * own.length,
    0,
  );
  return 10_000 + size * 200 + columns.length * 200 + cells;
}
