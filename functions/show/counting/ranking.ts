/**
 * Ranks the names of a sum. Pure.
 *
 * Names are put into groups of one count first; a group is sorted only when a page reaches it, because most
 * names have a count of 1 and few readers get that far. What was made of a sum is kept with it.
 */
import { type EntityType, entityTypes } from '../../common/domain/post.ts';
import { compareTexts } from '../../common/domain/store/texts.ts';
import { type SearchedNames, searchedNames } from './searched-names.ts';
import type { Sum } from './sum.ts';
import { searchedWords } from './words.ts';

/**
 * The counts that names are ranked by. Between equal names the other count decides, then text, then type.
 */
export const measures = ['articles', 'mentions'] as const;
export type Measure = (typeof measures)[number];

/** Which names, and in which order. */
export interface Choice {
  readonly by: Measure;
  readonly type?: EntityType | undefined;
  /** Words that each of the names has, or has words that begin so. */
  readonly search?: string | undefined;
}

export interface Ranking {
  /** How many names are ranked. */
  readonly size: number;
  /** The largest count. */
  readonly maximum: number;
  /** The places in the sum of some ranks. */
  readonly slice: (offset: number, limit: number) => readonly number[];
}

interface Made {
  readonly rankings: Map<string, Ranking>;
  words?: SearchedNames;
}

const made = new WeakMap<Sum, Made>();

/** Ranks the chosen names of a sum. */
export function rankingOf(sum: Sum, choice: Choice): Ranking {
  const own: Made = made.get(sum) ?? { rankings: new Map() };
  made.set(sum, own);
  const { by, type, search } = choice;
  if (search !== undefined) return rank(sum, by, found(sum, own, search, type));
  const name = `${by} ${type ?? ''}`;
  const known = own.rankings.get(name);
  if (known !== undefined) return known;
  const ranking = rank(sum, by, placesOfType(sum, type));
  own.rankings.set(name, ranking);
  return ranking;
}

function placesOfType({ size, types }: Sum, type: EntityType | undefined): Uint32Array {
  const wanted = type === undefined ? -1 : entityTypes.indexOf(type);
  const places = new Uint32Array(size);
  let count = 0;
  for (let place = 0; place < size; place++)
    if (wanted === -1 || types[place] === wanted) places[count++] = place;
  return places.subarray(0, count);
}

function found(sum: Sum, own: Made, search: string, type: EntityType | undefined): Uint32Array {
  own.words ??= searchedNames(sum.texts, sum.alsoCounted ?? new Map());
  const places = own.words.find(searchedWords(search));
  if (type === undefined) return places;
  const wanted = entityTypes.indexOf(type);
  return places.filter((place) => sum.types[place] === wanted);
}

/** The names of one count: from one place in the order of all up to another. */
interface Group {
  readonly count: number;
  readonly start: number;
  end: number;
  isSorted: boolean;
}

function rank(sum: Sum, by: Measure, places: Uint32Array): Ranking {
  const counts = sum[by];
  const sizes = new Map<number, number>();
  for (const place of places) {
    const count = counts[place] ?? 0;
    sizes.set(count, (sizes.get(count) ?? 0) + 1);
  }
  const groups = new Map<number, Group>();
  let start = 0;
  for (const [count, size] of [...sizes].sort(([a], [b]) => b - a)) {
    groups.set(count, { count, start, end: start, isSorted: false });
    start += size;
  }
  const ordered = new Uint32Array(places.length);
  for (const place of places) {
    const group = groups.get(counts[place] ?? 0);
    if (group !== undefined) ordered[group.end++] = place;
  }
  const compare = comparing(sum, by);
  const descending = [...groups.values()];
  return {
    size: places.length,
    maximum: descending[0]?.count ?? 0,
    slice(offset, limit) {
      const end = offset + limit;
      for (const group of descending) {
        if (group.start >= end) break;
        if (group.isSorted || group.end <= offset) continue;
        ordered.subarray(group.start, group.end).sort(compare);
        group.isSorted = true;
      }
      return [...ordered.subarray(offset, end)];
    },
  };
}

/** The order of names with one count. */
function comparing(sum: Sum, by: Measure): (a: number, b: number) => number {
  const others = by === 'articles' ? sum.mentions : sum.articles;
  const { texts, types } = sum;
  return (a, b) =>
    (others[b] ?? 0) - (others[a] ?? 0) || compareTexts(texts, a, b) || (types[a] ?? 0) - (types[b] ?? 0);
}
