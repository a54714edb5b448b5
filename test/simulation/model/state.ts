/**
 * The state of the model and the rules that its steps follow. Names, days, batches and clocks are left out.
 *
 * There are two posts, A and B; A is delivered as two messages. There are two savers, one roll-up, one
 * correction and a number of faults. The correction forgets A, or recounts after an edit of B's counter by
 * hand.
 */
export type ModelPost = 0 | 1;
export const POSTS = [0, 1] as const;
/** The post of each message. */
export const POST_OF = [0, 0, 1] as const satisfies readonly ModelPost[];
export const MESSAGES = [0, 1, 2] as const;
export const SAVERS = [0, 1] as const;
/** The post that may be forgotten, and the post whose counter may be edited. */
export const FORGOTTEN = 0;
export const EDITED = 1;

export type Correction = 'forget' | 'recount';

export interface ModelSaver {
  /** The messages in flight, in order. */
  readonly held: readonly number[];
  /** The state of those messages: waiting to commit, sent, found to have records, or found to be counted. */
  readonly phase: 'holding' | 'sent' | 'exists' | 'counted';
  /** Whether the commit is retried without its records: a planted fault. */
  readonly isRetry: boolean;
}

/** The difference that a recount will add, if no other recount has written since its read. */
export interface Difference {
  readonly by: readonly number[];
  /** The number of recounts that had written at the read. */
  readonly progress: number;
}

export interface ModelState {
  /** By message. `ready` can be delivered; `leased` becomes ready when its lease expires; `acked` is gone. */
  readonly messages: readonly ('ready' | 'leased' | 'acked')[];
  readonly savers: readonly ModelSaver[];
  /** Commits in flight whose saver has given up or was killed: the posts of each. */
  readonly late: readonly (readonly ModelPost[])[];
  /** By post. `expired` was counted, and then deleted by TTL. */
  readonly records: readonly ('none' | 'counted' | 'forgotten' | 'expired')[];
  /** The count of each post. */
  readonly counts: readonly number[];
  /** Grows with each write of the day. */
  readonly version: number;
  /** Whether the day may have counts that the roll-up lacks. */
  readonly open: boolean;
  readonly rolledUp: readonly number[];
  /** The counts and the version that the roll-up has read. */
  readonly reading: { readonly counts: readonly number[]; readonly version: number } | undefined;
  readonly forgetting: 'before' | 'seen' | 'done';
  /** The edit of B's counter: over, not yet made, or made, so that the counter is one too high. */
  readonly edit: 'done' | 'before' | 'wrong';
  readonly recounting: 'before' | 'reading' | 'read' | 'done';
  /** The records that the recount read apart from the counters: a planted fault. */
  readonly seenRecords: readonly number[] | undefined;
  readonly difference: Difference | undefined;
  /** The write in flight of a recount that was killed. */
  readonly lateDifference: Difference | undefined;
  /** The number of recounts that have written. */
  readonly progress: number;
  /** The number of faults that may still happen. */
  readonly faults: number;
}

export interface ModelStep {
  readonly name: string;
  readonly to: ModelState;
}

/** The decisions that planted faults change. */
export interface Rules {
  /** The records that a commit creates. A post whose record exists fails the whole commit. */
  readonly creates: (posts: readonly ModelPost[]) => readonly ModelPost[];
  /** Whether a commit whose answer was lost is retried without its records. */
  readonly retriesBlindly: boolean;
  /** Whether messages are acked at delivery. */
  readonly acksAtOnce: boolean;
  /** Whether a saver drops posts that it finds counted, without an ack. */
  readonly dropsCounted: boolean;
  /** The counts that a roll-up writes. */
  readonly rollsUp: (before: readonly number[], read: readonly number[]) => readonly number[];
  /** Whether a roll-up is written although the day has changed since the read. */
  readonly rollsUpBlindly: boolean;
  readonly marksForgotten: boolean;
  /** Whether a saver with one message in flight acks another as if both were the same. */
  readonly joinsAll: boolean;
  /** Whether the leases of a killed saver are renewed forever. */
  readonly renewsLost: boolean;
  /** Whether a saver that ends acks its messages in flight. */
  readonly acksWhenEnding: boolean;
  /** Whether a recount writes only if no other recount has written since its read. */
  readonly looksAtProgress: boolean;
  /** Whether a recount reads records and counters at the same read time. */
  readonly recountsOneMoment: boolean;
  /** Whether a recount ignores posts that may have lost their record. */
  readonly leavesExpired: boolean;
}

export const rules: Rules = {
  creates: (posts) => posts,
  retriesBlindly: false,
  acksAtOnce: false,
  dropsCounted: true,
  rollsUp: (_, read) => read,
  rollsUpBlindly: false,
  marksForgotten: true,
  joinsAll: false,
  renewsLost: false,
  acksWhenEnding: false,
  looksAtProgress: true,
  recountsOneMoment: true,
  leavesExpired: true,
};

export const idle: ModelSaver = { held: [], phase: 'holding', isRetry: false };

export function begin(faults: number, correction: Correction): ModelState {
  const isRecount = correction === 'recount';
  return {
    messages: ['ready', 'ready', 'ready'],
    savers: [idle, idle],
    late: [],
    records: ['none', 'none'],
    counts: [0, 0],
    version: 0,
    open: false,
    rolledUp: [0, 0],
    reading: undefined,
    forgetting: isRecount ? 'done' : 'before',
    edit: isRecount ? 'before' : 'done',
    recounting: isRecount ? 'before' : 'done',
    seenRecords: undefined,
    difference: undefined,
    lateDifference: undefined,
    progress: 0,
    faults,
  };
}

export function put<Item>(items: readonly Item[], at: number, item: Item): readonly Item[] {
  return items.map((one, index) => (index === at ? item : one));
}

/** Writes the day, which outdates earlier reads of it. */
export function counted(state: ModelState, counts: readonly number[]): ModelState {
  return { ...state, counts, version: state.version + 1, open: true };
}
