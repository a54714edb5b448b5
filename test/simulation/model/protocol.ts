/**
 * The protocol of saving as a model. Pure functions of plain data give every possible step of savers,
 * roll-up, corrections, TTL and network, and the invariants. `search.ts` visits all of its states.
 */
import { stepsOfForgetting, stepsOfRecount } from './correcting.ts';
import { stepsOfRollUp } from './rolling-up.ts';
import { stepsOfSaving } from './saving.ts';
import {
  EDITED,
  FORGOTTEN,
  type ModelState,
  type ModelStep,
  POST_OF,
  POSTS,
  put,
  type Rules,
} from './state.ts';

/** All possible next steps. A step that lowers `faults` is a fault. */
export function stepsFrom(state: ModelState, by: Rules): ModelStep[] {
  return [
    ...stepsOfSaving(state, by),
    ...stepsOfRollUp(state, by),
    ...stepsOfForgetting(state, by),
    ...stepsOfRecount(state, by),
    ...expiries(state),
  ];
}

/** TTL deletes a record, early or late, once no message of its post can be delivered. */
function expiries(state: ModelState): ModelStep[] {
  return POSTS.flatMap((post) => {
    const isOver =
      state.messages.every((one, at) => POST_OF[at] !== post || one === 'acked') &&
      state.savers.every(({ held }) => held.every((message) => POST_OF[message] !== post)) &&
      state.late.every((posts) => !posts.includes(post));
    if (!isOver || state.records[post] !== 'counted') return [];
    const records = put(state.records, post, 'expired' as const);
    return [{ name: `the record of ${post} expires`, to: { ...state, records } }];
  });
}

/** The invariants that a state breaks, whatever comes next. */
export function wrongIn({ counts, records, edit, open, rolledUp }: ModelState): string | undefined {
  for (const post of POSTS) {
    const count = counts[post] ?? 0;
    const record = records[post];
    const isCounted = record === 'counted' || record === 'expired';
    const should = (isCounted ? 1 : 0) + (post === EDITED && edit === 'wrong' ? 1 : 0);
    if (count !== should) return `post ${post} is counted ${count} times and its record says ${record}`;
    if (!open && rolledUp[post] !== count)
      return `readers see ${rolledUp[post]} of post ${post} and the day has ${count}`;
  }
  return undefined;
}

/** The invariants that a state breaks if only faults can follow it. */
export function wrongAtRest({ messages, records, edit, open, forgetting }: ModelState): string | undefined {
  if (messages.some((one) => one !== 'acked')) return 'a message is left';
  const lost = records.indexOf('none');
  if (lost >= 0) return `post ${lost} was acked and never counted`;
  if (open) return 'the day is never rolled up';
  if (forgetting === 'seen') return 'forgetting does not end';
  if (forgetting === 'before' && records[FORGOTTEN] === 'counted') return 'forgetting does not begin';
  // A recount cannot correct a post that has lost its record.
  return edit === 'wrong' && records[EDITED] !== 'expired' ? 'a recount leaves what is wrong' : undefined;
}
