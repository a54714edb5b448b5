/**
 * Counts of names added up from tables: what every ranking is made from. Pure.
 *
 * Names are kept as columns of numbers and texts, because a hundred thousand of them as objects take four
 * times the memory and are slower to rank. A sum can be extended by further tables without adding up the
 * first ones again: closed days stay what they are while the present day grows.
 */
import { preferred } from '../../common/domain/merge.ts';
import { type EntityType, entityTypes } from '../../common/domain/post.ts';
import type { NameCount } from '../../common/domain/store/day-counts.ts';
import type { Column, Table } from '../../common/domain/store/table.ts';
import { type Places, placesIn } from './places.ts';

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
 * The cells of one table, by its rows: those of row `r` are from `starts[r]` up to `starts[r + 1]`, each
 * column once. Another table may have cells of the same name and column: they are added up for the few names
 * and columns that a page shows, because sorting them all together takes longer than the rest.
 */
export interface Segment {
  /** The place in the sum of each row's name. */
  readonly places: Uint32Array;
  readonly starts: Uint32Array;
  readonly columns: Uint32Array;
  readonly articles: Uint32Array;
  readonly mentions: Uint32Array;
}

export interface Sum {
  /** The number of names, and the length of each of the following. */
  readonly size: number;
  /** Places in `entityTypes`. */
  readonly types: Uint8Array;
  readonly keys: readonly string[];
  readonly texts: readonly string[];
  readonly articles: Float64Array;
  readonly mentions: Float64Array;
  readonly columns: readonly SumColumn[];
  readonly segments: readonly Segment[];
  /** How many names at least were left out of the tables, because they are below the last rank. */
  readonly cut: number;
  /** By place, the other texts of names that people merged into one; a sum before curation has none. */
  readonly alsoCounted?: ReadonlyMap<number, readonly string[]>;
}

/** Which column of the sum a column of a table is added to; undefined leaves it out. */
export type Placing = (column: Column) => string | undefined;

export interface Adding {
  /** Adds a table. @param cut how many of its names are missing, in addition to the table's own `cut` */
  readonly add: (table: Table, placing: Placing, cut?: number) => void;
  readonly sum: () => Sum;
}

export const emptySum: Sum = {
  size: 0,
  types: new Uint8Array(0),
  keys: [],
  texts: [],
  articles: new Float64Array(0),
  mentions: new Float64Array(0),
  columns: [],
  segments: [],
  cut: 0,
};

/**
 * Begins a sum.
 * @param base the sum to add to; it is not changed itself
 * @param options.keepsCells whether the sum keeps the counts of each name by column; else only its totals
 */
export function addTo(base: Sum, options: { readonly keepsCells: boolean }): Adding {
  const keys = [...base.keys];
  const texts = [...base.texts];
  const columns = [...base.columns];
  const columnPlaces = new Map(columns.map(({ id }, place) => [id, place]));
  // Copies, because the base must not change. They may be longer than the part in use.
  let types = base.types.slice();
  let articles = base.articles.slice();
  let mentions = base.mentions.slice();
  const segments = [...base.segments];
  let { cut } = base;
  // A table has each name once, so the rows of the first one are added without a search.
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
      const segment = options.keepsCells ? emptySegment(table) : undefined;
      const [toArticles, toMentions] = [articles, mentions];
      let rows = 0;
      let cells = 0;
      for (const { type, key, text, cells: own } of table.rows) {
        const start = cells;
        let a = 0;
        let m = 0;
        for (let i = 0; i < own.length; i += 3) {
          const target = targets[own[i] ?? 0] ?? -1;
          if (target < 0) continue;
          const ownArticles = own[i + 1] ?? 0;
          const ownMentions = own[i + 2] ?? 0;
          if (segment !== undefined) {
            segment.columns[cells] = target;
            segment.articles[cells] = ownArticles;
            segment.mentions[cells] = ownMentions;
          }
          a += ownArticles;
          m += ownMentions;
          cells += 1;
        }
        if (cells === start) continue;
        const place = placeFor(typePlaces[type], key, text);
        toArticles[place] = (toArticles[place] ?? 0) + a;
        toMentions[place] = (toMentions[place] ?? 0) + m;
        rows += 1;
        if (segment === undefined) continue;
        segment.places[rows - 1] = place;
        segment.starts[rows] = cells;
      }
      if (segment !== undefined) segments.push(shortened(segment, rows, cells));
    },
    sum: () => ({
      size: keys.length,
      types: types.slice(0, keys.length),
      keys,
      texts,
      articles: articles.slice(0, keys.length),
      mentions: mentions.slice(0, keys.length),
      columns,
      segments,
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
    otherLanguage: (known?.otherLanguage ?? 0) + (column.otherLanguage ?? 0),
    updatedAt:
      known?.updatedAt === undefined ? column.updatedAt : Math.max(known.updatedAt, column.updatedAt ?? 0),
  };
  return place;
}

function emptySegment({ rows }: Table): Segment {
  let cells = 0;
  for (const { cells: own } of rows) cells += own.length / 3;
  return {
    places: new Uint32Array(rows.length),
    starts: new Uint32Array(rows.length + 1),
    columns: new Uint32Array(cells),
    articles: new Uint32Array(cells),
    mentions: new Uint32Array(cells),
  };
}

/** A segment without its unused reserve. */
function shortened(segment: Segment, rows: number, cells: number): Segment {
  if (rows === segment.places.length && cells === segment.columns.length) return segment;
  return {
    places: segment.places.slice(0, rows),
    starts: segment.starts.slice(0, rows + 1),
    columns: segment.columns.slice(0, cells),
    articles: segment.articles.slice(0, cells),
    mentions: segment.mentions.slice(0, cells),
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
