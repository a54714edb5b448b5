/**
 * Structured averaged perceptron (Collins 2002): Viterbi with the present weights; where it errs, add one to what the gold sequence
 * uses and take one from what the guess uses. The average over all steps is kept with the lazy sum of Daumé (2006), section 2.1.2.
 * All sums are of integers, so the result does not depend on the machine.
 */
import { LABELS } from '../../functions/extract/tagger/labels.ts';
import { bestLabels, MAX_RUN } from '../../functions/extract/tagger/viterbi.ts';
import type { Example } from './examples.ts';
import type { Random } from './random.ts';

export interface Weights {
  /** `emissions[row * LABELS + label]`. */
  readonly emissions: Float64Array;
  /** `transitions[previous * LABELS + label]`. */
  readonly transitions: Float64Array;
}

export interface TrainingOptions {
  readonly rowBits: number;
  readonly epochs: number;
  /** Share of features left out at each step, 0 to 1: weights that lean on one feature alone do not carry over to other domains. */
  readonly dropout: number;
  readonly random: Random;
}

/** Learns weights from examples. */
export function train(examples: readonly Example[], options: TrainingOptions): Weights {
  const size = LABELS << options.rowBits;
  const current = new Float64Array(size);
  const weighted = new Float64Array(size);
  const transitions = new Float64Array(LABELS * LABELS);
  const weightedTransitions = new Float64Array(LABELS * LABELS);
  const emissions = new Float64Array(MAX_RUN * LABELS);
  const guess = new Uint8Array(MAX_RUN);
  const order = Uint32Array.from(examples.keys());
  const kept: Int32Array[] = Array.from({ length: MAX_RUN }, () => new Int32Array(256));
  const counts = new Int32Array(MAX_RUN);
  const { random } = options;
  const threshold = Math.round(options.dropout * 2 ** 32);
  let step = 1;
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    random.shuffle(order);
    for (const index of order) {
      const { rows, labels } = examples[index] as Example;
      const length = labels.length;
      for (let t = 0; t < length; t++) {
        const base = t * LABELS;
        emissions.fill(0, base, base + LABELS);
        const tokenRows = rows[t] as Int32Array;
        const keptRows = kept[t] as Int32Array;
        let count = 0;
        for (let f = 0; f < tokenRows.length; f++) {
          if (threshold > 0 && random.next() < threshold) continue;
          const row = tokenRows[f] as number;
          keptRows[count++] = row;
          const at = row * LABELS;
          for (let label = 0; label < LABELS; label++) {
            emissions[base + label] = (emissions[base + label] as number) + (current[at + label] as number);
          }
        }
        counts[t] = count;
      }
      bestLabels(emissions, transitions, length, guess);
      let previousGold = 0;
      let previousGuess = 0;
      for (let t = 0; t < length; t++) {
        const gold = labels[t] as number;
        const guessed = guess[t] as number;
        if (gold !== guessed) {
          const keptRows = kept[t] as Int32Array;
          for (let f = 0; f < (counts[t] as number); f++) {
            const at = (keptRows[f] as number) * LABELS;
            bump(current, weighted, at + gold, 1, step);
            bump(current, weighted, at + guessed, -1, step);
          }
        }
        if (gold !== guessed || previousGold !== previousGuess) {
          bump(transitions, weightedTransitions, previousGold * LABELS + gold, 1, step);
          bump(transitions, weightedTransitions, previousGuess * LABELS + guessed, -1, step);
        }
        previousGold = gold;
        previousGuess = guessed;
      }
      if (previousGold !== previousGuess) {
        bump(transitions, weightedTransitions, previousGold * LABELS, 1, step);
        bump(transitions, weightedTransitions, previousGuess * LABELS, -1, step);
      }
      step++;
    }
  }
  average(current, weighted, step);
  average(transitions, weightedTransitions, step);
  return { emissions: current, transitions };
}

function bump(current: Float64Array, weighted: Float64Array, at: number, by: number, step: number): void {
  current[at] = (current[at] as number) + by;
  weighted[at] = (weighted[at] as number) + by * step;
}

function average(current: Float64Array, weighted: Float64Array, steps: number): void {
  for (let i = 0; i < current.length; i++) {
    if (current[i] !== 0 || weighted[i] !== 0)
      current[i] = (current[i] as number) - (weighted[i] as number) / steps;
  }
}
