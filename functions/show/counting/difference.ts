/**
 * Finds the names that two publications mention at different rates. Pure.
 *
 * G² (`rising.ts`) measures how sure a difference of shares is. It does not favour names that few articles
 * have.
 */
import type { NameCount } from '../../common/domain/store/day-counts.ts';
import { finderIn } from './packed-names.ts';
import { risingScore } from './rising.ts';
import { nameAt, type Sum } from './sum.ts';

type Pair = readonly [number, number];

/** A name that both have. */
export interface NameOfBoth {
  readonly name: Pick<NameCount, 'type' | 'text' | 'key'>;
  readonly articles: Pair;
  /** How sure it is that the shares differ: G², from 0 up. */
  readonly score: number;
}

export interface Differences {
  /** The surest differences first. */
  readonly both: readonly NameOfBoth[];
  /** The names of the first publication only, and of the second only, the most articles first. */
  readonly only: readonly [NameCount[], NameCount[]];
}

/**
 * Holds two sums against each other. A name that they have under different types is two names.
 * @param all articles of each
 */
export function differencesBetween([one, other]: readonly [Sum, Sum], all: Pair): Differences {
  const find = finderIn(other);
  const seen = new Uint8Array(other.size);
  const both: NameOfBoth[] = [];
  const onlyOne: NameCount[] = [];
  for (let place = 0; place < one.size; place++) {
    const found = find(one, place);
    const { type, text, key, articles, mentions } = nameAt(one, place);
    if (found < 0) {
      onlyOne.push({ type, text, key, articles, mentions });
      continue;
    }
    seen[found] = 1;
    const counts: Pair = [articles, other.articles[found] ?? 0];
    both.push({ name: { type, text, key }, articles: counts, score: scoreOf(counts, all) });
  }
  const onlyOther: NameCount[] = [];
  for (let place = 0; place < other.size; place++)
    if (seen[place] === 0) onlyOther.push(nameAt(other, place));
  both.sort((a, b) => b.score - a.score || sumOf(b) - sumOf(a) || (a.name.text < b.name.text ? -1 : 1));
  return { both, only: [onlyOne.sort(byArticles), onlyOther.sort(byArticles)] };
}

/** The score of whichever share is the larger one. */
function scoreOf([one, other]: Pair, [allOne, allOther]: Pair): number {
  const score = Math.max(
    risingScore({ now: one, before: other, allNow: allOne, allBefore: allOther }),
    risingScore({ now: other, before: one, allNow: allOther, allBefore: allOne }),
  );
  return Math.round(score * 100) / 100;
}

function sumOf({ articles: [one, other] }: NameOfBoth): number {
  return one + other;
}

function byArticles(a: NameCount, b: NameCount): number {
  return b.articles - a.articles || b.mentions - a.mentions || (a.text < b.text ? -1 : 1);
}
