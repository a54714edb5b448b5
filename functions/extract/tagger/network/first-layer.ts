/**
 * The first layer: sums of the cached shares of five words, of the flags of three, and of a bias, in steps of
 * 1/512.
 */
import { FLAGS } from '../features/flags.ts';
import { type KernelMachine, SHARE_STEPS } from '../kernel/kernel.ts';
import type { Arena } from './arena.ts';
import type { List } from './mixing.ts';
import type { Weights } from './weights.ts';

/** The flag of a place outside of the article. */
export const NO_FLAG: number = FLAGS;
/** The number of words whose flags count. */
const FLAG_TAPS = 3;

export interface FirstLayerPlan {
  build(
    machine: KernelMachine,
    weights: Weights,
    shares: number,
  ): (list: List, slots: number, flags: number, states: number) => void;
}

/** Reserves the layer. */
export function planFirstLayer(arena: Arena, columns: number): FirstLayerPlan {
  const flagShares = arena.take(2 * columns * FLAG_TAPS * (FLAGS + 1));
  const bias = arena.take(2 * columns);
  return {
    build({ kernel, buffer }, weights, shares) {
      const floats = (name: string, dimensions: number, count: number): Float32Array =>
        new Float32Array(buffer, weights.tensor(name, 'f32', dimensions).at, count);
      const flagFloats = floats('fl', 3, FLAG_TAPS * FLAGS * columns);
      for (let tap = 0; tap < FLAG_TAPS; tap++) {
        const source = flagFloats.subarray(tap * FLAGS * columns, (tap + 1) * FLAGS * columns);
        const target = flagShares + 2 * tap * (FLAGS + 1) * columns;
        new Int16Array(buffer, target, FLAGS * columns).set(inSteps(source));
      }
      const first = floats('c1.bias', 1, columns);
      const corpus = floats('co', 1, columns);
      new Int16Array(buffer, bias, columns).set(inSteps(first.map((value, i) => value + (corpus[i] ?? 0))));
      return ({ at, count }, slots, flags, states) =>
        kernel.addShares(at, count, slots, flags, shares, flagShares, bias, columns, states);
    },
  };
}

function inSteps(values: Float32Array): Int16Array {
  return Int16Array.from(values, (value) =>
    Math.max(-32_768, Math.min(32_767, Math.round(value * SHARE_STEPS))),
  );
}
