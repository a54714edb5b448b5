/**
 * The best legal sequence of labels for one run (Viterbi 1967, as used for tagging by Collins 2002). Scores are sums of integers, so
 * every machine finds the same; of equal scores the lower label wins.
 */
import { isLegal, LABELS, mayEnd, OUTSIDE, predecessors } from './labels.ts';

/** Runs are cut at this many tokens: no name is as long, and work space stays bounded whatever the text. */
export const MAX_RUN = 64;

const UNREACHABLE = -1e15;
const scores = new Float64Array(MAX_RUN * LABELS);
const back = new Uint8Array(MAX_RUN * LABELS);

/**
 * Writes the best labels to `labels[0..length)`.
 * @param emissions score of each label for each token, `LABELS` a token
 * @param transitions score of each pair, `transitions[previous * LABELS + next]`
 * @param length tokens in the run, 1 to MAX_RUN
 * @returns the score of the best sequence
 */
export function bestLabels(
  emissions: Float64Array,
  transitions: Float64Array,
  length: number,
  labels: Uint8Array,
): number {
  for (let label = 0; label < LABELS; label++) {
    scores[label] = isLegal(OUTSIDE, label)
      ? (emissions[label] as number) + (transitions[label] as number)
      : UNREACHABLE;
  }
  for (let at = 1; at < length; at++) {
    const row = at * LABELS;
    const before = row - LABELS;
    for (let label = 0; label < LABELS; label++) {
      const candidates = predecessors[label] as Uint8Array;
      let best = -Infinity;
      let from = 0;
      for (let k = 0; k < candidates.length; k++) {
        const previous = candidates[k] as number;
        const score =
          (scores[before + previous] as number) + (transitions[previous * LABELS + label] as number);
        if (score > best) {
          best = score;
          from = previous;
        }
      }
      scores[row + label] = best + (emissions[row + label] as number);
      back[row + label] = from;
    }
  }
  const last = (length - 1) * LABELS;
  let best = -Infinity;
  let label = OUTSIDE;
  for (let candidate = 0; candidate < LABELS; candidate++) {
    if (!mayEnd(candidate)) continue;
    const score = (scores[last + candidate] as number) + (transitions[candidate * LABELS] as number);
    if (score > best) {
      best = score;
      label = candidate;
    }
  }
  for (let at = length - 1; at >= 0; at--) {
    labels[at] = label;
    label = back[at * LABELS + label] as number;
  }
  return best;
}
