/**
 * Counts of names added up from tables: what every ranking is made from. Pure.
 *
 * Names are kept as columns of numbers and texts, because a hundred thousand of them as objects take four times the memory and are slower to rank. A sum
 * can be extended by further tables without adding up the first ones again: closed days stay what they are while the present day grows.
 */
import { preferred } from '../../common/domain/merge.ts';
import { type EntityType, entityTypes } from '../../common/domain/post.ts';
import type { NameCount } from '../../common/domain/store/day-counts.ts';
import type { Column, Table } from '../../common/domain/store/table.ts';
import { type Places, placesIn } from './places.ts';

/** What a column of the sum has in all. */
export interface SumColumn {
  readonly id: string;
  readonly name: string | undefined;
  readonly articles: number;
  readonly changed: number;
  /** In milliseconds since 1970. */
  readonly updatedAt: number | undefined;
}

/** The counts of each name in each column that names it: those of name `n` are from `starts[n]` up to `starts[n + 1]`, each column once. */
export interface Cells {
  readonly starts: Uint32Array;
  readonly columns: Uint32Array;
  readonly articles: Float64Array;
  readonly mentions: Float64Array;
}

export interface Sum {
  /** How many names; each of the following has so many. */
  readonly size: number;
  /** Places in `entityTypes`. */
  readonly types: Uint8Array;
  readonly keys: readonly string[];
  readonly texts: readonly string[];
  readonly articles: Float64Array;
  readonly mentions: Float64Array;
  readonly columns: readonly SumColumn[];
  readonly cells: Cells;
  /** How many names at least were left out of the tables, because they are below the last rank. */
  readonly cut: number;
}

/** Which column of the sum a column of a table is added to; undefined leaves it out. */
export type Placing = (column: Column) => string | undefined;

export interface Adding {
  /** Adds a table. @param cut how many of its names are missing, beside those that it says are cut */
  readonly add: (table: Table, placing: Placing, cut?: number) => void;
  readonly sum: () => Sum;
}

const emptyCells: Cells = {
  starts: new Uint32Array(1),
  columns: new Uint32Array(0),
  articles: new Float64Array(0),
  mentions: new Float64Array(0),
};

export const emptySum: Sum = {
  size: 0,
  types: new Uint8Array(0),
  keys: [],
  texts: [],
  articles: new Float64Array(0),
  mentions: new Float64Array(0),
  columns: [],
  cells: emptyCells,
  cut: 0,
};

/**
 * Begins a sum.
 * @param base is added to, and stays as it is
 */
export function addTo(base: Sum = emptySum): Adding {
  const keys = [...base.keys];
  const texts = [...base.texts];
  const columns = [...base.columns];
  const columnPlaces = new Map(columns.map(({ id }, place) => [id, place]));
  // Longer than what is used of them; the base's own are not written to.
  let types = base.types.slice();
  let articles = base.articles.slice();
  let mentions = base.mentions.slice();
  let { cut } = base;
  // The new cells as they come, four numbers each: the place of the name, that of the column, articles, mentions.
  let cells = new Float64Array(0);
  let end = 0;
  // A table has each name once, so the first one is added without looking for what is there.
  let places: Places | undefined;

  const reserve = ({ rows }: Table): void => {
    const names = keys.length + rows.length;
    if (names > types.length) {
      // The first table is often the only one; those that follow bring few new names.
      const size = Math.max(names, keys.length + (keys.length >> 2));
      types = extended(types, new Uint8Array(size));
      articles = extended(articles, new Float64Array(size));
      mentions = extended(mentions, new Float64Array(size));
    }
    let numbers = 0;
    for (const { cells: own } of rows) numbers += own.length;
    // A cell of a row is three numbers, a new one is four.
    const needed = end + (numbers / 3) * 4;
    if (needed > cells.length) cells = extended(cells, new Float64Array(Math.max(needed, 2 * end)));
  };
  const placeFor = (type: number, key: string, text: string): number => {
    const known = places?.find(type, key);
    if (known !== undefined) {
      const before = texts[known] ?? text;
      if (before !== text) texts[known] = preferred(before, text);
      return known;
    }
    const place = keys.length;
    types[place] = type;
    keys.push(key);
    texts.push(text);
    places?.note(type, key, place);
    return place;
  };

  return {
    add(table, placing, missing = 0) {
      const targets = Int32Array.from(table.columns, (column) => {
        const id = placing(column);
        return id === undefined ? -1 : addColumn(columns, columnPlaces, id, column);
      });
      if (!targets.some((target) => target >= 0)) return;
      cut += missing + table.cut;
      if (keys.length > 0) places ??= placesIn(keys, () => types);
      reserve(table);
      const [toArticles, toMentions, toCells] = [articles, mentions, cells];
      for (const { type, key, text, cells: own } of table.rows) {
        let place = -1;
        let last = -1;
        for (let i = 0; i < own.length; i += 3) {
          const target = targets[own[i] ?? 0] ?? -1;
          if (target < 0) continue;
          if (place < 0) place = placeFor(typePlaces[type], key, text);
          const a = own[i + 1] ?? 0;
          const m = own[i + 2] ?? 0;
          toArticles[place] = (toArticles[place] ?? 0) + a;
          toMentions[place] = (toMentions[place] ?? 0) + m;
          if (target === last) {
            toCells[end - 2] = (toCells[end - 2] ?? 0) + a;
            toCells[end - 1] = (toCells[end - 1] ?? 0) + m;
            continue;
          }
          last = target;
          toCells[end] = place;
          toCells[end + 1] = target;
          toCells[end + 2] = a;
          toCells[end + 3] = m;
          end += 4;
        }
      }
    },
    sum: () => ({
      size: keys.length,
      types: types.slice(0, keys.length),
      keys,
      texts,
      articles: articles.slice(0, keys.length),
      mentions: mentions.slice(0, keys.length),
      columns,
      cells: joinCells(base.cells, cells.subarray(0, end), keys.length, columns.length),
      cut,
    }),
  };
}

const typePlaces: Readonly<Record<EntityType, number>> = {
  person: entityTypes.indexOf('person'),
  place: entityTypes.indexOf('place'),
  organization: entityTypes.indexOf('organization'),
};

/** Puts numbers at the beginning of a longer array. */
function extended<Numbers extends Uint8Array | Float64Array>(numbers: Numbers, longer: Numbers): Numbers {
  longer.set(numbers.subarray(0, longer.length));
  return longer;
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
    updatedAt:
      known?.updatedAt === undefined ? column.updatedAt : Math.max(known.updatedAt, column.updatedAt ?? 0),
  };
  return place;
}

/** Sorts cells by name, those of the base first, and adds up those of one name and column. */
function joinCells(base: Cells, added: Float64Array, names: number, columns: number): Cells {
  const starts = new Uint32Array(names + 1);
  const baseNames = base.starts.length - 1;
  for (let name = 0; name < baseNames; name++)
    starts[name + 1] = (base.starts[name + 1] ?? 0) - (base.starts[name] ?? 0);
  for (let i = 0; i < added.length; i += 4) {
    const end = (added[i] ?? 0) + 1;
    starts[end] = (starts[end] ?? 0) + 1;
  }
  for (let name = 0; name < names; name++) starts[name + 1] = (starts[name + 1] ?? 0) + (starts[name] ?? 0);
  const size = starts[names] ?? 0;
  const order = new Uint32Array(size);
  const next = starts.slice();
  const place = (name: number, cell: number): void => {
    const at = next[name] ?? 0;
    order[at] = cell;
    next[name] = at + 1;
  };
  for (let name = 0; name < baseNames; name++) {
    for (let cell = base.starts[name] ?? 0; cell < (base.starts[name + 1] ?? 0); cell++) place(name, cell);
  }
  const baseCells = base.columns.length;
  for (let i = 0; i < added.length; i += 4) place(added[i] ?? 0, baseCells + i / 4);

  const joined = {
    starts: new Uint32Array(names + 1),
    columns: new Uint32Array(size),
    articles: new Float64Array(size),
    mentions: new Float64Array(size),
  };
  // Where the present name has its cell of each column; one more, so that a name before it cannot be taken for it.
  const seen = new Uint32Array(columns);
  let end = 0;
  for (let name = 0; name < names; name++) {
    const start = end;
    for (let i = starts[name] ?? 0; i < (starts[name + 1] ?? 0); i++) {
      const cell = order[i] ?? 0;
      const isBase = cell < baseCells;
      const from = 4 * (cell - baseCells);
      const column = (isBase ? base.columns[cell] : added[from + 1]) ?? 0;
      const known = (seen[column] ?? 0) - 1;
      const at = known >= start ? known : end++;
      seen[column] = at + 1;
      joined.columns[at] = column;
      joined.articles[at] =
        (joined.articles[at] ?? 0) + ((isBase ? base.articles[cell] : added[from + 2]) ?? 0);
      joined.mentions[at] =
        (joined.mentions[at] ?? 0) + ((isBase ? base.mentions[cell] : added[from + 3]) ?? 0);
    }
    joined.starts[name + 1] = end;
  }
  return {
    starts: joined.starts,
    columns: joined.columns.slice(0, end),
    articles: joined.articles.slice(0, end),
    mentions: joined.mentions.slice(0, end),
  };
}

/** The place of a name in a sum; undefined when it is not there. */
export function placeOf({ keys, types }: Sum, type: EntityType, key: string): number | undefined {
  const wanted = entityTypes.indexOf(type);
  for (let place = keys.indexOf(key); place >= 0; place = keys.indexOf(key, place + 1))
    if (types[place] === wanted) return place;
  return undefined;
}

/** A name of a sum. */
export function nameAt(sum: Sum, place: number): NameCount {
  return {
    type: entityTypes[sum.types[place] ?? 0] ?? 'person',
    key: sum.keys[place] ?? '',
    text: sum.texts[place] ?? '',
    articles: sum.articles[place] ?? 0,
    mentions: sum.mentions[place] ?? 0,
  };
}

/** How many columns name a name. */
export function columnCountAt({ cells: { starts } }: Sum, place: number): number {
  return (starts[place + 1] ?? 0) - (starts[place] ?? 0);
}

/** Sums over all columns. */
export function totalsOf({ columns }: Sum): { readonly articles: number; readonly changed: number } {
  let articles = 0;
  let changed = 0;
  for (const column of columns) {
    articles += column.articles;
    changed += column.changed;
  }
  return { articles, changed };
}

/** About how many bytes of memory a sum takes: two texts, a few numbers a name and a cell, and what is made of them later. */
export function sizeOfSum({ size, columns, cells }: Sum): number {
  return 10_000 + size * 200 + columns.length * 200 + cells.columns.length * 20;
}
