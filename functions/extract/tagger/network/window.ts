/**
 * The part of an article that is computed at a time: a window of words with as many neighbours as the layers
 * look around. Holds the words' slots, flags and states, and the lists of the words that each layer computes:
 * the wanted ones, and all within its reach of one.
 */
import type { KernelMachine } from '../kernel/kernel.ts';
import type { Arena } from './arena.ts';
import { NO_FLAG } from './first-layer.ts';
import { type List, REACH } from './mixing.ts';
import { NO_WORD } from './word-cache.ts';

export interface ArticleWords {
  readonly count: number;
  /** For each word its flag, see `Flag`. */
  readonly flags: Uint8Array;
  /** 1 for a word whose scores are asked for. */
  readonly wanted: Uint8Array;
  /**
   * For each word the number of its repeated name, from 0 in order of first occurrence; -1 where it is none.
   */
  readonly groups: Int32Array;
  readonly groupCount: number;
  /** Fills `slots` at each of the positions with the slot of the word there; position 0 is word `first`. */
  resolve(positions: Int32Array, first: number, slots: Int32Array): void;
}

/** Words of a list that belong to groups, and where their groups are listed. */
export interface GroupedList {
  readonly list: List;
  readonly groups: number;
}

export interface Window {
  readonly slots: number;
  readonly flags: number;
  readonly states: number;
  /** Takes in the words `from` to `to` of an article. */
  enter(article: ArticleWords, from: number, to: number): void;
  /** The words within `steps` mixing layers of a wanted one. */
  within(steps: number): List;
  /** Those of them that belong to a group; if `isCore`, without the window's neighbours. */
  grouped(steps: number, isCore: boolean): GroupedList;
}

export interface WindowPlan {
  build(machine: KernelMachine): Window;
}

/**
 * Reserves a window.
 * @param words most words of a window, without its neighbours
 * @param layers mixing layers
 */
export function planWindow(arena: Arena, columns: number, words: number, layers: number): WindowPlan {
  const halo = REACH * (layers + 1);
  const length = words + 2 * halo + 2 * REACH;
  const row = 4 * columns;
  const slots = arena.take(4 * length);
  const flags = arena.take(length);
  const states = arena.take(row * length);
  const lists = Array.from({ length: layers + 1 }, () => arena.take(4 * length));
  const seenBy = new Int32Array(length);
  const groupedAt = arena.take(4 * length);
  const groupsAt = arena.take(4 * length);

  return {
    build({ buffer }) {
      const slotView = new Int32Array(buffer, slots, length);
      const flagView = new Uint8Array(buffer, flags, length);
      const stateView = new Float32Array(buffer, states, columns * length);
      const listViews = lists.map((at) => new Int32Array(buffer, at, length));
      const counts = new Int32Array(layers + 1);
      const groupedView = new Int32Array(buffer, groupedAt, length);
      const groupsView = new Int32Array(buffer, groupsAt, length);
      let article: ArticleWords | undefined;
      let core = { from: 0, to: 0 };
      /** Position 0 of the window is this word of the article. */
      let first = 0;

      const clearEnds = (end: number): void => {
        for (let i = 0; i < REACH; i++) {
          for (const position of [i, end + i]) {
            slotView[position] = NO_WORD;
            flagView[position] = NO_FLAG;
            stateView.fill(0, position * columns, (position + 1) * columns);
          }
        }
      };

      const fillLists = (wanted: Uint8Array, end: number): void => {
        const view = listViews[0] as Int32Array;
        let count = 0;
        for (let word = core.from; word < core.to; word++)
          if (wanted[word] === 1) view[count++] = word - first;
        counts[0] = count;
        for (let layer = 1; layer <= layers; layer++) {
          counts[layer] = widen(
            listViews[layer - 1] as Int32Array,
            counts[layer - 1] as number,
            end,
            listViews[layer] as Int32Array,
          );
        }
      };

      return {
        slots,
        flags,
        states,
        enter(next, from, to) {
          article = next;
          core = { from, to };
          const low = Math.max(0, from - halo);
          const high = Math.min(next.count, to + halo);
          first = low - REACH;
          const end = high - first;
          clearEnds(end);
          flagView.set(next.flags.subarray(low, high), REACH);
          fillLists(next.wanted, end);
          // Words that no wanted word sees need no share.
          const seen = widen(listViews[layers] as Int32Array, counts[layers] as number, end, seenBy);
          next.resolve(seenBy.subarray(0, seen), first, slotView);
        },
        within: (steps) => ({ at: lists[steps] as number, count: counts[steps] as number }),
        grouped(steps, isCore) {
          const view = listViews[steps] as Int32Array;
          let count = 0;
          for (let i = 0; i < (counts[steps] as number); i++) {
            const position = view[i] as number;
            const word = position + first;
            const group = article?.groups[word] ?? -1;
            if (group === -1 || (isCore && (word < core.from || word >= core.to))) continue;
            groupedView[count] = position;
            groupsView[count++] = group;
          }
          return { list: { at: groupedAt, count }, groups: groupsAt };
        },
      };
    },
  };
}

/** All positions within reach of one of the list, in order, from `REACH` to before `end`. */
function widen(list: Int32Array, count: number, end: number, into: Int32Array): number {
  let size = 0;
  let next = REACH;
  for (let i = 0; i < count; i++) {
    const position = list[i] as number;
    const to = Math.min(end - 1, position + REACH);
    for (let p = Math.max(next, position - REACH); p <= to; p++) into[size++] = p;
    next = Math.max(next, to + 1);
  }
  return size;
}
