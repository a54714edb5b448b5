/**
 * The best labels of a run of words: the highest sum of scores in which the inside of a name follows a name
 * of its type only.
 */
import { SCORES } from '../network/network.ts';
import { isInside, LABELS, mayFollow, OUTSIDE } from './labels.ts';

/** Labels that may not follow: below every score. */
const NEVER = -1e9;

/**
 * Labels a run of words whose neighbours on both sides are outside.
 * @param scores `SCORES` of each word, from the run's first word on
 * @param labels filled from index `at` on
 */
export function labelRun(scores: Float32Array, length: number, labels: Uint8Array, at: number): void {
  let before = OUTSIDE;
  let isChain = true;
  for (let i = 0; i < length; i++) {
    const label = bestOf(scores, i * SCORES);
    labels[at + i] = label;
    isChain &&= mayFollow(label, before);
    before = label;
  }
  // The best labels mostly form a valid chain already.
  if (!isChain) labelChain(scores, length, labels, at);
}

function bestOf(scores: Float32Array, from: number): number {
  let best = 0;
  for (let label = 1; label < LABELS; label++) {
    if ((scores[from + label] as number) > (scores[from + best] as number)) best = label;
  }
  return best;
}

/** Viterbi's algorithm. */
function labelChain(scores: Float32Array, length: number, labels: Uint8Array, at: number): void {
  const previous = new Uint8Array(length * LABELS);
  let sums = Array.from({ length: LABELS }, (_, label) =>
    isInside(label) ? NEVER : (scores[label] as number),
  );
  for (let i = 1; i < length; i++) {
    const next: number[] = [];
    for (let label = 0; label < LABELS; label++) {
      let best = 0;
      for (let before = 1; before < LABELS; before++) {
        if (!mayFollow(label, before)) continue;
        if (!mayFollow(label, best) || (sums[before] as number) > (sums[best] as number)) best = before;
      }
      previous[i * LABELS + label] = best;
      next.push((sums[best] as number) + (scores[i * SCORES + label] as number));
    }
    sums = next;
  }
  let label = sums.reduce((best, sum, other) => (sum > (sums[best] as number) ? other : best), 0);
  for (let i = length - 1; i >= 0; i--) {
    labels[at + i] = label;
    label = previous[i * LABELS + label] as number;
  }
}
