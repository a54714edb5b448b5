/**
 * Visits every reachable state of the model, breadth first, so that the first path to a wrong state is a
 * shortest one. Then shows termination: without further faults no state leads back to itself, and no work is
 * left where a run ends.
 */
import { keyOf } from './key.ts';
import { stepsFrom, wrongAtRest, wrongIn } from './protocol.ts';
import { restOf } from './rest.ts';
import { begin, type Correction, type ModelState, type Rules } from './state.ts';

export interface Searched {
  readonly states: number;
  readonly steps: number;
  /** The most steps until a state comes to rest without further faults. */
  readonly longestRest: number;
  /** The broken invariants, with the steps that lead there. */
  readonly wrong: { readonly what: string; readonly path: readonly string[] } | undefined;
}

/** Searches all states. @param faults the most faults of a run */
export function search(rules: Rules, correction: Correction, faults: number): Searched {
  const first = begin(faults, correction);
  /** States that are found and not yet expanded, by index. */
  const waiting: (ModelState | undefined)[] = [first];
  const from: number[] = [-1];
  const by: string[] = ['begin'];
  const places = new Map([[keyOf(first), 0]]);
  const names = new Map<string, string>();
  let steps = 0;
  /** Steps that are no faults, as pairs of indexes. */
  const ends = { from: createNumbers(), to: createNumbers() };
  const pathTo = (at: number): string[] => {
    const path: string[] = [];
    for (let one = at; one > 0; one = from[one] ?? 0) path.unshift(by[one] ?? '');
    return path;
  };
  const found = (what: string, at: number): Searched => ({
    states: waiting.length,
    steps,
    longestRest: 0,
    wrong: { what, path: pathTo(at) },
  });
  for (let at = 0; at < waiting.length; at++) {
    const state = waiting[at];
    if (state === undefined) break;
    waiting[at] = undefined;
    const next = stepsFrom(state, rules);
    const isResting = next.every(({ to }) => to.faults < state.faults);
    const what = wrongIn(state) ?? (isResting ? wrongAtRest(state) : undefined);
    if (what !== undefined) return found(what, at);
    steps += next.length;
    for (const { name, to } of next) {
      const key = keyOf(to);
      let place = places.get(key);
      if (place === undefined) {
        place = waiting.push(to) - 1;
        places.set(key, place);
        from.push(at);
        // Each name is stored once.
        if (!names.has(name)) names.set(name, name);
        by.push(names.get(name) ?? name);
      }
      if (to.faults < state.faults) continue;
      ends.from.add(at);
      ends.to.add(place);
    }
  }
  const { endless, longest } = restOf(waiting.length, ends.from.all(), ends.to.all());
  if (endless !== undefined) return found('it may go on for ever from here', endless);
  return { states: waiting.length, steps, longestRest: longest, wrong: undefined };
}

/** A growing list of 32-bit numbers. */
function createNumbers(): { readonly add: (number: number) => void; readonly all: () => Uint32Array } {
  let numbers = new Uint32Array(1_024);
  let length = 0;
  return {
    add(number) {
      if (length === numbers.length) {
        const larger = new Uint32Array(2 * length);
        larger.set(numbers);
        numbers = larger;
      }
      numbers[length] = number;
      length += 1;
    },
    all: () => numbers.subarray(0, length),
  };
}
