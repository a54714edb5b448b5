/**
 * The names that the scores of an article's words make: labels by sentence, and how sure the network is of
 * each.
 */
import type { EntityType } from '../../../common/domain/post.ts';
import type { TaggerArticle } from '../article.ts';
import { labelRun } from '../decoding/chains.ts';
import { logOdds } from '../decoding/confidence.ts';
import { isBegin, isInside, typeOf } from '../decoding/labels.ts';
import { SCORES } from '../network/network.ts';

/** A name of whole words. */
export interface TaggedName {
  readonly type: EntityType;
  /** Its first word, and the word after its last. */
  readonly first: number;
  readonly after: number;
  /** The log odds that it is right. */
  readonly odds: number;
}

/** The article's text from a name's first character to its last. */
export function textOf(
  { words }: TaggerArticle,
  { first, after }: Pick<TaggedName, 'first' | 'after'>,
): string {
  return words.text.slice(words.starts[first], words.ends[after - 1]);
}

/**
 * The names of an article, in order.
 * @param scores of its wanted words
 */
export function namesOf({ words, count, wanted }: TaggerArticle, scores: Float32Array): TaggedName[] {
  const names: TaggedName[] = [];
  const labels = new Uint8Array(count);
  let done = 0;
  let from = 0;
  for (const sentenceEnd of words.sentenceEnds) {
    for (let start = from; start < sentenceEnd; start++) {
      if (wanted[start] === 0) continue;
      let end = start + 1;
      while (end < sentenceEnd && wanted[end] === 1) end++;
      const run = scores.subarray(SCORES * done, SCORES * (done + end - start));
      labelRun(run, end - start, labels, start);
      for (let first = start; first < end; first++) {
        const label = labels[first] as number;
        if (!isBegin(label)) continue;
        let after = first + 1;
        while (after < end && isInside(labels[after] as number)) after++;
        const odds = logOdds(run, SCORES * (first - start), after - first, label, after < end);
        names.push({ type: typeOf(label), first, after, odds });
      }
      done += end - start;
      start = end;
    }
    from = sentenceEnd;
  }
  return names;
}
