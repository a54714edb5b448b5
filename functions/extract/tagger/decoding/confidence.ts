/**
 * How sure the network is of a name. The probability that each word has its label is multiplied over its
 * words, and with the probability that the name ends there. A curve turns the log odds of the product into
 * the score. It was fitted on a development set, so that of the mentions scored 0.9 nine of ten are right.
 */

import { SCORES } from '../network/network.ts';
import type { Curve } from '../network/weights.ts';
import { LABELS } from './labels.ts';

/** Scores are rounded to three decimals: more would only make results longer. */
const DIGITS = 1_000;
/** Keeps log odds finite. */
const SMALLEST = 1e-9;

/**
 * The log odds of a name.
 * @param from index of its first score; `SCORES` a word
 * @param begin the label of its first word; the others have `begin + 1`
 * @param isOpen whether the word after it has scores too
 */
export function logOdds(
  scores: Float32Array,
  from: number,
  words: number,
  begin: number,
  isOpen: boolean,
): number {
  let probability = probabilityOf(scores, from, begin);
  for (let i = 1; i < words; i++) probability *= probabilityOf(scores, from + i * SCORES, begin + 1);
  if (isOpen) probability *= 1 - probabilityOf(scores, from + words * SCORES, begin + 1);
  const bounded = Math.min(1 - SMALLEST, Math.max(SMALLEST, probability));
  return Math.log(bounded / (1 - bounded));
}

/** The score of a name with these log odds, 0 to 1. */
export function scoreOf(odds: number, { scale, offset }: Curve): number {
  return Math.round(DIGITS / (1 + Math.exp(-(scale * odds + offset)))) / DIGITS;
}

function probabilityOf(scores: Float32Array, from: number, label: number): number {
  const own = scores[from + label] as number;
  let sum = 0;
  for (let other = 0; other < LABELS; other++) sum += Math.exp((scores[from + other] as number) - own);
  return 1 / sum;
}
