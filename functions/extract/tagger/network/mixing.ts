/**
 * A mixing layer: each word takes in its two neighbours on each side, column by column, then all columns of
 * itself.
 */
import { type KernelMachine, StoreMode } from '../kernel/kernel.ts';
import type { Arena } from './arena.ts';
import { fillMatrix, multiply, reserveMatrix } from './matrix.ts';
import type { Weights } from './weights.ts';

/** The number of words on each side. */
export const REACH = 2;

/** Where the layers keep what they compute of a window. */
export interface Scratch {
  /** A row of floats. */
  readonly row: number;
  /** A quantised row for each word, and their scales. */
  readonly quantised: number;
  readonly scales: number;
  /** A row of floats for each word. */
  readonly products: number;
}

/** Positions of words in the window, as 32-bit integers in the memory. */
export interface List {
  readonly at: number;
  readonly count: number;
}

export interface MixingPlan {
  build(machine: KernelMachine, weights: Weights, scratch: Scratch): (states: number, list: List) => void;
}

/**
 * Reserves a mixing layer.
 * @param name of the layer in the file
 */
export function planMixing(arena: Arena, name: string, columns: number): MixingPlan {
  const filter = arena.take(4 * columns * (2 * REACH + 1));
  const matrix = reserveMatrix(arena, columns, columns);
  return {
    build({ kernel, buffer }, weights, { row, quantised, scales }) {
      const { at, shape } = weights.tensor(`${name}.d`, 'f32', 2);
      const [taps = 0, width = 0] = shape;
      new Float32Array(buffer, filter, taps * width).set(new Float32Array(buffer, at, taps * width));
      fillMatrix(weights, matrix, `${name}.l`);
      return (states, { at: list, count }) => {
        kernel.mixNeighbours(states, list, count, filter, columns, row, quantised, scales);
        multiply(kernel, matrix, { at: quantised, scales, count }, states, list, StoreMode.addPositive);
      };
    },
  };
}
