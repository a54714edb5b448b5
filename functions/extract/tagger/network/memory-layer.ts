/**
 * The article's memory: all places of a repeated name see the mean, weighed by attention, and the maximum
 * over all of them. Each place adds itself to its group first; when the whole article has been read, each
 * takes the memory in.
 */
import { groupBytes, IN_ORDER, type KernelMachine, StoreMode } from '../kernel/kernel.ts';
import type { Arena } from './arena.ts';
import { fillMatrix, multiply, reserveMatrix } from './matrix.ts';
import type { List, Scratch } from './mixing.ts';
import type { Weights } from './weights.ts';

/**
 * Repeated names of one article that have a memory, the first ones in it: what bounds the memory for lists of
 * a megabyte.
 */
export const MAX_GROUPS = 2_048;
/** The number of groups that are quantised at a time. */
const BATCH = 64;
/** Below all that a layer computes. */
const LOWEST = -1e30;

export interface MemoryLayer {
  /** Forgets the last article; the next has `groups` groups. */
  begin(groups: number): void;
  /** Adds words to their groups: `groupList` has the group of each word of `list`. */
  collect(states: number, list: List, groupList: number): void;
  /** To be called when all words of the article are collected. */
  finish(): void;
  /** Gives words the memory of their groups. */
  recall(states: number, list: List, groupList: number): void;
}

export interface MemoryPlan {
  build(machine: KernelMachine, weights: Weights, scratch: Scratch): MemoryLayer;
}

/** Reserves the layer. */
export function planMemory(arena: Arena, name: string, columns: number): MemoryPlan {
  const attention = arena.take(4 * columns);
  const ofWord = reserveMatrix(arena, columns, columns);
  const ofGroup = reserveMatrix(arena, columns, 2 * columns);
  const combined = reserveMatrix(arena, columns, columns);
  const memory = arena.take(groupBytes(columns) * MAX_GROUPS);
  const groupProducts = arena.take(4 * columns * MAX_GROUPS);
  const groupQuantised = arena.take(2 * columns * BATCH);
  const groupScales = arena.take(8 * BATCH);

  return {
    build({ kernel, buffer }, weights, { quantised, scales, products }) {
      const u = weights.tensor(`${name}.u.weight`, 'f32', 2).at;
      new Float32Array(buffer, attention, columns).set(new Float32Array(buffer, u, columns));
      const attentionBias =
        new Float32Array(buffer, weights.tensor(`${name}.u.bias`, 'f32', 1).at, 1)[0] ?? 0;
      fillMatrix(weights, ofWord, `${name}.a`, { hasBias: false });
      fillMatrix(weights, ofGroup, `${name}.a`, { from: columns });
      fillMatrix(weights, combined, `${name}.b`);
      let groupCount = 0;

      return {
        begin(groups) {
          groupCount = groups;
          for (let group = 0; group < groups; group++) {
            const at = memory + group * groupBytes(columns);
            new Float32Array(buffer, at, 4 + columns).fill(0);
            new Float32Array(buffer, at + 16 + 4 * columns, columns).fill(LOWEST);
          }
        },
        collect(states, { at, count }, groupList) {
          kernel.remember(states, at, groupList, count, attention, attentionBias, columns, memory);
        },
        finish() {
          for (let group = 0; group < groupCount; group += BATCH) {
            const count = Math.min(BATCH, groupCount - group);
            const from = memory + group * groupBytes(columns);
            kernel.quantiseMemory(from, count, columns, groupQuantised, groupScales);
            const inputs = { at: groupQuantised, scales: groupScales, count };
            multiply(kernel, ofGroup, inputs, groupProducts + 4 * columns * group, IN_ORDER);
          }
        },
        recall(states, { at, count }, groupList) {
          const inputs = { at: quantised, scales, count };
          kernel.quantiseRows(states, at, count, columns, quantised, scales);
          multiply(kernel, ofWord, inputs, products, IN_ORDER);
          kernel.addGroups(products, groupList, count, groupProducts, columns);
          kernel.quantiseRows(products, IN_ORDER, count, columns, quantised, scales);
          multiply(kernel, combined, inputs, states, at, StoreMode.add);
        },
      };
    },
  };
}
