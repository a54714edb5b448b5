/**
 * Shares between requests the state that was read at one moment. The present state is kept for a short time.
 * The state of a moment that a cursor names is kept while there is room, because it does not change.
 */
import type { Timestamp } from '@google-cloud/firestore';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../common/process/runtime.ts';
import { versionOf } from './moments.ts';

export interface States<State> {
  /** The present state, or one that was the present one not long ago. */
  readonly present: (id: string) => Promise<State>;
  readonly at: (id: string, moment: Timestamp) => Promise<State>;
}

const MAX_KEPT = 1_000;
const MAX_KEPT_BYTES = 60_000_000;

/**
 * Makes an empty cache of states.
 * @param presentMs how long a state counts as present, in milliseconds
 */
export function createStates<State extends { readonly moment: Timestamp }>(
  clock: Clock,
  presentMs: number,
  readers: {
    readonly present: (id: string) => Promise<State>;
    readonly at: (id: string, moment: Timestamp) => Promise<State>;
    /** About how many bytes of memory a state takes. */
    readonly sizeOf: (state: State) => number;
  },
): States<State> {
  const present = new LRUCache<string, { readonly since: number; readonly state: Promise<State> }>({
    max: MAX_KEPT,
    maxSize: MAX_KEPT_BYTES,
  });
  const past = new LRUCache<string, Promise<State>>({ max: MAX_KEPT, maxSize: MAX_KEPT_BYTES });
  const keep = (name: string, state: Promise<State>): void => {
    past.set(name, state, { size: 1 });
    state.then(
      (known) => {
        if (past.peek(name) === state) past.set(name, state, { size: readers.sizeOf(known) });
      },
      () => {
        if (past.peek(name) === state) past.delete(name);
      },
    );
  };
  return {
    present(id) {
      const known = present.get(id);
      const now = clock.monotonic();
      if (known !== undefined && now - known.since < presentMs) return known.state;
      const state = readers.present(id);
      const entry = { since: now, state };
      present.set(id, entry, { size: 1 });
      state.then(
        (read) => {
          keep(`${versionOf(read.moment)} ${id}`, state);
          if (present.peek(id) === entry) present.set(id, entry, { size: readers.sizeOf(read) });
        },
        () => {
          if (present.peek(id) === entry) present.delete(id);
        },
      );
      return state;
    },
    at(id, moment) {
      const name = `${versionOf(moment)} ${id}`;
      const known = past.get(name);
      if (known !== undefined) return known;
      const state = readers.at(id, moment);
      keep(name, state);
      return state;
    },
  };
}
