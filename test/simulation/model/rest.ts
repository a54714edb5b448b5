/**
 * Decides whether all runs of a graph end, and how long they are. States and steps are numbers; a step is a
 * pair of states.
 */

export interface Rest {
  /** A state on a cycle; undefined when all runs end. */
  readonly endless: number | undefined;
  /** The number of steps of the longest run. */
  readonly longest: number;
}

/** Removes, repeatedly, the states without successors. The remaining states lead to a cycle. */
export function restOf(states: number, from: Uint32Array, to: Uint32Array): Rest {
  const left = countsOf(states, from);
  const into = groupedBy(states, to, from);
  const distance = new Uint32Array(states);
  const resting: number[] = [];
  for (let state = 0; state < states; state++) if (left[state] === 0) resting.push(state);
  let longest = 0;
  for (let next = 0; next < resting.length; next++) {
    const state = resting[next] ?? 0;
    const steps = (distance[state] ?? 0) + 1;
    longest = Math.max(longest, steps - 1);
    for (const before of into.of(state)) {
      distance[before] = Math.max(distance[before] ?? 0, steps);
      left[before] = (left[before] ?? 0) - 1;
      if (left[before] === 0) resting.push(before);
    }
  }
  const outOf = groupedBy(states, from, to);
  return { endless: cycleFrom(left, outOf.of), longest };
}

/** Follows the remaining states until one repeats. */
function cycleFrom(left: Uint32Array, nextOf: (state: number) => Uint32Array): number | undefined {
  let state = left.findIndex((steps) => steps > 0);
  if (state < 0) return undefined;
  const passed = new Set<number>();
  while (!passed.has(state)) {
    passed.add(state);
    state = nextOf(state).find((next) => (left[next] ?? 0) > 0) ?? state;
  }
  return state;
}

function countsOf(states: number, of: Uint32Array): Uint32Array {
  const counts = new Uint32Array(states);
  for (const state of of) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

/** The states at the other end of each state's steps. */
function groupedBy(
  states: number,
  ends: Uint32Array,
  others: Uint32Array,
): { readonly of: (state: number) => Uint32Array } {
  const starts = new Uint32Array(states + 1);
  starts.set(countsOf(states, ends), 1);
  for (let state = 0; state < states; state++)
    starts[state + 1] = (starts[state + 1] ?? 0) + (starts[state] ?? 0);
  const grouped = new Uint32Array(ends.length);
  const filled = starts.slice();
  for (let step = 0; step < ends.length; step++) {
    const state = ends[step] ?? 0;
    const place = filled[state] ?? 0;
    grouped[place] = others[step] ?? 0;
    filled[state] = place + 1;
  }
  return { of: (state) => grouped.subarray(starts[state], starts[state + 1]) };
}
