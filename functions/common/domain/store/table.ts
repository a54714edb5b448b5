/**
 * Tables: what roll-ups hold. A publication's month has a column for each day, its total one for each month;
 * the whole deployment's days, months and total have one for each publication. A row is a name with its
 * counts in some of the columns. Pure.
 */
import { preferred } from '../merge.ts';
import type { EntityType } from '../post.ts';
import type { NameCount } from './day-counts.ts';

export interface Column {
  /** A day, a month, or a publication's id. */
  readonly id: string;
  /** A publication's name. */
  readonly name?: string;
  readonly articles: number;
  readonly changed: number;
  /** Articles in a language that names are not looked for in; left out where there are none. */
  readonly otherLanguage?: number;
  /**
   * When a post of it was last counted or corrected, in milliseconds since 1970; to the accuracy of the
   * roll-up.
   */
  readonly updatedAt?: number;
  /** In the sum of a month's days: twos of day of the month and articles, of the days that have any. */
  readonly byDay?: readonly number[];
}

export interface NameRow {
  readonly type: EntityType;
  readonly key: string;
  readonly text: string;
  /** Threes of column number, articles, mentions, by column; counts are above 0. */
  readonly cells: readonly number[];
}

export interface Table {
  readonly columns: readonly Column[];
  /** By articles of all columns, then mentions, then text. */
  readonly rows: readonly NameRow[];
  /** How many names there were below the last row. */
  readonly cut: number;
}

/** A column with its names, as it goes into a table. */
export interface ColumnCounts {
  readonly column: Column;
  readonly names: Iterable<NameCount>;
}

/** The most names of a table: ranked and searched in memory within the time an answer may take. */
export const MAX_NAMES = 100_000;

export const emptyTable: Table = { columns: [], rows: [], cut: 0 };

/**
 * Builds a table column by column: those of `base` that are kept, then the new ones. Columns come in the
 * order of their ids.
 * @param base a table of the same kind
 * @param keeps which of its columns stay; a column of `added` replaces one of the same id
 * @param maxNames the names below that rank are cut, and counted
 */
export function buildTable(
  base: Table,
  keeps: (column: Column) => boolean,
  added: Iterable<ColumnCounts>,
  maxNames: number = MAX_NAMES,
): Table {
  const columns = new Map<string, Column>();
  const rows = new Map<string, OpenRow>();
  const news = [...added];
  const replaced = new Set(news.map(({ column }) => column.id));
  const kept = base.columns.map((column) => keeps(column) && !replaced.has(column.id));
  for (const [index, column] of base.columns.entries()) if (kept[index]) columns.set(column.id, column);
  for (const { column } of news) columns.set(column.id, column);
  const ordered = [...columns.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const place = new Map(ordered.map(({ id }, index) => [id, index]));
  for (const row of base.rows) {
    let open: OpenRow | undefined;
    for (let i = 0; i < row.cells.length; i += 3) {
      const from = row.cells[i] ?? 0;
      if (!kept[from]) continue;
      open ??= rowFor(rows, row);
      const to = place.get(base.columns[from]?.id ?? '') ?? 0;
      addCell(open, to, row.cells[i + 1] ?? 0, row.cells[i + 2] ?? 0);
    }
  }
  for (const { column, names } of news) {
    const to = place.get(column.id) ?? 0;
    for (const name of names) addCell(rowFor(rows, name), to, name.articles, name.mentions);
  }
  return rankedTable(ordered, rows, maxNames, kept.some(Boolean) ? base.cut : 0);
}

/** @param cut how many names were cut before */
function rankedTable(
  columns: readonly Column[],
  rows: ReadonlyMap<string, OpenRow>,
  maxNames: number,
  cut: number,
): Table {
  const ranked = [...rows.values()].sort(byRank);
  return {
    columns,
    rows: ranked
      .slice(0, maxNames)
      .map(({ type, key, text, cells }) => ({ type, key, text, cells: byColumn(cells) })),
    cut: Math.max(0, ranked.length - maxNames) + cut,
  };
}

interface OpenRow {
  readonly type: EntityType;
  readonly key: string;
  text: string;
  readonly cells: number[];
  articles: number;
  mentions: number;
}

/** The row of a name, which is made where there is none. */
function rowFor(
  rows: Map<string, OpenRow>,
  { type, key, text }: Pick<NameRow, 'type' | 'key' | 'text'>,
): OpenRow {
  const id = `${type}\0${key}`;
  const known = rows.get(id);
  if (known !== undefined) {
    known.text = preferred(known.text, text);
    return known;
  }
  const row = { type, key, text, cells: [], articles: 0, mentions: 0 };
  rows.set(id, row);
  return row;
}

function addCell(row: OpenRow, column: number, articles: number, mentions: number): void {
  row.cells.push(column, articles, mentions);
  row.articles += articles;
  row.mentions += mentions;
}

function byRank(a: OpenRow, b: OpenRow): number {
  if (a.articles !== b.articles) return b.articles - a.articles;
  if (a.mentions !== b.mentions) return b.mentions - a.mentions;
  if (a.text !== b.text) return a.text < b.text ? -1 : 1;
  return a.type < b.type ? -1 : 1;
}

/** Cells by column, one each. */
function byColumn(cells: readonly number[]): readonly number[] {
  let isOrdered = true;
  for (let i = 3; i < cells.length; i += 3) isOrdered &&= (cells[i - 3] ?? 0) < (cells[i] ?? 0);
  if (isOrdered) return cells;
  const sums = new Map<number, readonly [number, number]>();
  for (let i = 0; i < cells.length; i += 3) {
    const [articles, mentions] = sums.get(cells[i] ?? 0) ?? [0, 0];
    sums.set(cells[i] ?? 0, [articles + (cells[i + 1] ?? 0), mentions + (cells[i + 2] ?? 0)]);
  }
  return [...sums]
    .sort(([a], [b]) => a - b)
    .flatMap(([column, [articles, mentions]]) => [column, articles, mentions]);
}

/**
 * The names of some columns of a table, added up.
 * @param chosen which columns count
 */
export function sumOf(table: Table, chosen: (column: Column, index: number) => boolean): NameCount[] {
  const counts = table.columns.map(chosen);
  const names: NameCount[] = [];
  for (const { type, key, text, cells } of table.rows) {
    let articles = 0;
    let mentions = 0;
    for (let i = 0; i < cells.length; i += 3) {
      if (!counts[cells[i] ?? 0]) continue;
      articles += cells[i + 1] ?? 0;
      mentions += cells[i + 2] ?? 0;
    }
    if (articles > 0) names.push({ type, key, text, articles, mentions });
  }
  return names;
}

/** Adds up tables of one kind: columns of one id become one, and so do their cells. */
export function sumTables(tables: readonly Table[], maxNames: number = MAX_NAMES): Table {
  const columns = new Map<string, Column>();
  for (const column of tables.flatMap((table) => table.columns)) {
    const known = columns.get(column.id);
    columns.set(column.id, known === undefined ? ofNoDays(column) : joined(known, column));
  }
  const ordered = [...columns.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const place = new Map(ordered.map(({ id }, index) => [id, index]));
  const rows = new Map<string, OpenRow>();
  for (const table of tables) {
    const places = table.columns.map(({ id }) => place.get(id) ?? 0);
    for (const row of table.rows) {
      const to = rowFor(rows, row);
      for (let i = 0; i < row.cells.length; i += 3) {
        addCell(to, places[row.cells[i] ?? 0] ?? 0, row.cells[i + 1] ?? 0, row.cells[i + 2] ?? 0);
      }
    }
  }
  return rankedTable(
    ordered,
    rows,
    maxNames,
    tables.reduce((cut, table) => Math.max(cut, table.cut), 0),
  );
}

function ofNoDays({ byDay, ...column }: Column): Column {
  return column;
}

function joined(a: Column, b: Column): Column {
  const name = a.name === undefined || b.name === undefined ? (a.name ?? b.name) : preferred(a.name, b.name);
  const updatedAt = Math.max(a.updatedAt ?? 0, b.updatedAt ?? 0);
  const otherLanguage = (a.otherLanguage ?? 0) + (b.otherLanguage ?? 0);
  return {
    id: a.id,
    ...(name !== undefined && { name }),
    articles: a.articles + b.articles,
    changed: a.changed + b.changed,
    ...(otherLanguage > 0 && { otherLanguage }),
    ...(updatedAt > 0 && { updatedAt }),
  };
}
