/**
 * A table in columns of numbers and bytes, without an object for each row: the form in which it is encoded,
 * and from which show adds up. A table of 100,000 names and a million cells as rows takes a quarter of a
 * second to make, most of it to collect the garbage. Pure.
 */
import { entityTypes } from '../post.ts';
import type { Column, NameRow, Table } from './table.ts';
import { type Texts, textAt, textsOf } from './texts.ts';

/**
 * The cells of rows: those of row `r` are from `starts[r]` up to `starts[r + 1]`, by column. Counts are above
 * 0 and below 2^32.
 */
export interface Cells {
  readonly starts: Uint32Array;
  readonly columns: Uint32Array;
  readonly articles: Uint32Array;
  readonly mentions: Uint32Array;
}

export interface CompactTable {
  readonly columns: readonly Column[];
  /** How many names there were below the last row. */
  readonly cut: number;
  /** The number of rows, in the order of the table. Each has a cell at least. */
  readonly size: number;
  /** Places in `entityTypes`. */
  readonly types: Uint8Array;
  readonly texts: Texts;
  readonly keys: Texts;
  readonly cells: Cells;
  /** Of each row, the sums over all its cells. */
  readonly totals: { readonly articles: Float64Array; readonly mentions: Float64Array };
}

/** The place of each type in `entityTypes`. */
const typePlaces = new Map(entityTypes.map((type, place) => [type, place]));

/** Packs a table. */
export function compactOf({ columns, rows, cut }: Table): CompactTable {
  const starts = new Uint32Array(rows.length + 1);
  for (const [row, { cells }] of rows.entries()) starts[row + 1] = (starts[row] ?? 0) + cells.length / 3;
  const size = starts[rows.length] ?? 0;
  const cells: Cells = {
    starts,
    columns: new Uint32Array(size),
    articles: new Uint32Array(size),
    mentions: new Uint32Array(size),
  };
  const totals = { articles: new Float64Array(rows.length), mentions: new Float64Array(rows.length) };
  let to = 0;
  for (const [row, { cells: own }] of rows.entries()) {
    for (let i = 0; i < own.length; i += 3) {
      const articles = own[i + 1] ?? 0;
      const mentions = own[i + 2] ?? 0;
      cells.columns[to] = own[i] ?? 0;
      cells.articles[to] = articles;
      cells.mentions[to] = mentions;
      totals.articles[row] = (totals.articles[row] ?? 0) + articles;
      totals.mentions[row] = (totals.mentions[row] ?? 0) + mentions;
      to += 1;
    }
  }
  return {
    columns,
    cut,
    size: rows.length,
    types: Uint8Array.from(rows, ({ type }) => typePlaces.get(type) ?? 0),
    texts: textsOf(rows.map(({ text }) => text)),
    keys: textsOf(rows.map(({ key }) => key)),
    cells,
    totals,
  };
}

/**
 * The row of a cell.
 * @param from a row that is not after it, and not far before it
 */
export function rowOfCell(starts: Uint32Array, cell: number, from: number): number {
  let row = from;
  while ((starts[row + 1] ?? 0) <= cell) row += 1;
  return row;
}

/** Unpacks a table. */
export function tableOf(compact: CompactTable): Table {
  const rows: NameRow[] = [];
  for (let row = 0; row < compact.size; row++) rows.push(rowAt(compact, row));
  return { columns: compact.columns, rows, cut: compact.cut };
}

/** A row of a table. */
export function rowAt({ types, texts, keys, cells }: CompactTable, row: number): NameRow {
  const type = entityTypes[types[row] ?? 0];
  if (type === undefined) throw new Error('a row of a table is of an unknown type');
  const own: number[] = [];
  for (let cell = cells.starts[row] ?? 0; cell < (cells.starts[row + 1] ?? 0); cell++)
    own.push(cells.columns[cell] ?? 0, cells.articles[cell] ?? 0, cells.mentions[cell] ?? 0);
  return { type, key: textAt(keys, row), text: textAt(texts, row), cells: own };
}
