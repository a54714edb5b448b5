/**
 * Goes through every state that the protocol's model can come to, breadth first, so that the first path to a
 * wrong one is a shortest.
 */
import { begin, type ModelState, type Rules, stepsFrom, wrongAtRest, wrongIn } from './protocol.ts';

export interface Searched {
  readonly states: number;
  readonly steps: number;
  /** What does not hold, with the steps that lead there. */
  readonly wrong: { readonly what: string; readonly path: readonly string[] } | undefined;
}

interface Reached {
  readonly state: ModelState;
  readonly from: number;
  readonly by: string;
}

export function search(rules: Rules, faults: number): Searched {
  const reached: Reached[] = [{ state: begin(faults), from: -1, by: 'begin' }];
  const seen = new Set([keyOf(begin(faults))]);
  let steps = 0;
  const pathTo = (at: number): string[] => {
    const path: string[] = [];
    for (let one = reached[at]; one !== undefined && one.from >= 0; one = reached[one.from])
      path.unshift(one.by);
    return path;
  };
  for (let at = 0; at < reached.length; at++) {
    const { state } = reached[at] ?? {};
    if (state === undefined) break;
    const next = stepsFrom(state, rules);
    const what = wrongIn(state) ?? (next.length === 0 ? wrongAtRest(state) : undefined);
    if (what !== undefined) return { states: reached.length, steps, wrong: { what, path: pathTo(at) } };
    steps += next.length;
    for (const { name, to } of next) {
      const key = keyOf(to);
      if (seen.has(key)) continue;
      seen.add(key);
      reached.push({ state: to, from: at, by: name });
    }
  }
  return { states: reached.length, steps, wrong: undefined };
}

/**
 * Equal for states that behave alike: it does not matter which of the savers is which, in which order late
 * commits were sent, nor how often the day has changed since it was read.
 */
function keyOf({
  version,
  reading,
  savers,
  late,
  messages,
  records,
  counts,
  open,
  rolledUp,
  forgetting,
  faults,
}: ModelState): string {
  const own = savers.map(({ held, phase, isRetry }) => `${held.join('')}${phase}${isRetry}`).toSorted();
  const read = reading && `${reading.counts}${reading.version === version}`;
  return `${own}|${late.map((posts) => posts.join('')).toSorted()}|${messages}|${records}|${counts}|${open}${rolledUp}${read}${forgetting}${faults}`;
}
