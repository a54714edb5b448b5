/**
 * Ranks the names of a sum. Pure.
 *
 * Names are put into groups of one count first; a group is sorted only when a page reaches it, because most
 * names have a count of 1 and few readers get that far. What was made of a sum is kept with it.
 */
import { type EntityType, entityTypes } from '../../common/domain/post.ts';
import type { Sum } from './sum.ts';
import { searchedWords, wordsOf } from './words.ts';

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
  words?: readonly string[];
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
  const ranking = rank(sum, by, type === undefined ? everyPlace(sum) : ofType(sum, type));
  own.rankings.set(name, ranking);
  return ranking;
}

function* everyPlace({ size }: Sum): Generator<number> {
  for (let place = 0; place < size; place++) yield place;
}

function* ofType({ size, types }: Sum, type: EntityType): Generator<number> {
  const wanted = entityTypes.indexOf(type);
  for (let place = 0; place < size; place++) if (types[place] === wanted) yield place;
}

function* found(sum: Sum, own: Made, search: string, type: EntityType | undefined): Generator<number> {
  // A merged name is found by the words of all its parts.
  own.words ??= sum.texts.map((text, place) =>
    [text, ...(sum.alsoCounted?.get(place) ?? [])].map(wordsOf).join(''),
  );
  const wanted = searchedWords(search);
  for (const place of type === undefined ? everyPlace(sum) : ofType(sum, type)) {
    const words = own.words[place] ?? '';
    if (wanted.every((word) => words.includes(word))) yield place;
  }
}

function rank(sum: Sum, by: Measure, places: Iterable<number>): Ranking {
  const counts = sum[by];
  const groups = new Map<number, number[]>();
  let size = 0;
  for (const place of places) {
    const count = counts[place] ?? 0;
    const group = groups.get(count);
    if (group === undefined) groups.set(count, [place]);
    else group.push(place);
    size += 1;
  }
  const descending = [...groups.keys()].sort((a, b) => b - a);
  const compare = comparing(sum, by);
  const sorted = new Set<number>();
  return {
    size,
    maximum: descending[0] ?? 0,
    slice(offset, limit) {
      const chosen: number[] = [];
      let before = 0;
      for (const count of descending) {
        if (chosen.length >= limit) break;
        const group = groups.get(count) ?? [];
        if (before + group.length > offset) {
          if (!sorted.has(count)) group.sort(compare);
          sorted.add(count);
          const from = Math.max(0, offset - before);
          chosen.push(...group.slice(from, from + limit - chosen.length));
        }
        before += group.length;
      }
      return chosen;
    },
  };
}

/** The order of names with one count. */
function comparing(sum: Sum, by: Measure): (a: number, b: number) => number {
  const others = by === 'articles' ? sum.mentions : sum.articles;
  const { texts, types } = sum;
  return (a, b) => {
    const difference = (others[b] ?? 0) - (others[a] ?? 0);
    if (difference !== 0) return difference;
    const [textA = '', textB = ''] = [texts[a], texts[b]];
    if (textA !== textB) return textA < textB ? -1 : 1;
    return (types[a] ?? 0) - (types[b] ?? 0);
  };
}
