/**
 * The state of the model and the rules that its steps follow. Names, days, batches and clocks are left out.
 *
 * Two posts, A and B; A is delivered as two messages. Two savers, one roll-up, one correction, and a number
 * of faults. The correction is to forget A, or to recount after somebody has edited the counter of B by hand.
 */
export type ModelPost = 0 | 1;
export const POSTS = [0, 1] as const;
/** Which post each message is of. */
export const POST_OF = [0, 0, 1] as const satisfies readonly ModelPost[];
export const MESSAGES = [0, 1, 2] as const;
export const SAVERS = [0, 1] as const;
/** The post that may be forgotten, and the one whose counter may be edited. */
export const FORGOTTEN = 0;
export const EDITED = 1;

export type Correction = 'forget' | 'recount';

export interface ModelSaver {
  /** Messages held, in order. */
  readonly held: readonly number[];
  /**
   * What it does with them: waits to commit, has sent, knows that a record exists, or knows that they are
   * counted.
   */
  readonly phase: 'holding' | 'sent' | 'exists' | 'counted';
  /** Whether it is sent again without its records: a planted fault. */
  readonly isRetry: boolean;
}

/** What a recount is going to add, if nobody has recounted since it read. */
export interface Difference {
  readonly by: readonly number[];
  /** How many recounts had written when it read. */
  readonly progress: number;
}

export interface ModelState {
  /** By message. `ready` may be taken; `leased` becomes ready when its lease runs out; `acked` is gone. */
  readonly messages: readonly ('ready' | 'leased' | 'acked')[];
  readonly savers: readonly ModelSaver[];
  /** Commits on their way whose saver has given up or was killed: the posts of each. */
  readonly late: readonly (readonly ModelPost[])[];
  /** By post; `expired` was counted, and deleted by TTL. */
  readonly records: readonly ('none' | 'counted' | 'forgotten' | 'expired')[];
  /** How often each post is counted. */
  readonly counts: readonly number[];
  /** Changes with each write of the day. */
  readonly version: number;
  /** Whether the day may hold what the roll-up lacks. */
  readonly open: boolean;
  readonly rolledUp: readonly number[];
  /** What the runner of the roll-up has read, and when. */
  readonly reading: { readonly counts: readonly number[]; readonly version: number } | undefined;
  readonly forgetting: 'before' | 'seen' | 'done';
  /** Whether somebody has edited the counter of B: never again, not yet, or it is one too high. */
  readonly edit: 'done' | 'before' | 'wrong';
  readonly recounting: 'before' | 'reading' | 'read' | 'done';
  /** What the recount has read of records, where it reads them apart from the counters: a planted fault. */
  readonly seenRecords: readonly number[] | undefined;
  readonly difference: Difference | undefined;
  /** The write of a recount that was killed, on its way. */
  readonly lateDifference: Difference | undefined;
  /** How many recounts have written. */
  readonly progress: number;
  /** How many faults may still happen. */
  readonly faults: number;
}

export interface ModelStep {
  readonly name: string;
  readonly to: ModelState;
}

/** The decisions that a planted fault takes in another way. */
export interface Rules {
  /** Which records a commit creates; a post whose record exists fails the whole commit. */
  readonly creates: (posts: readonly ModelPost[]) => readonly ModelPost[];
  /** Whether a commit whose answer was lost is sent again without its records. */
  readonly retriesBlindly: boolean;
  /** Whether messages are acked when they are taken. */
  readonly acksAtOnce: boolean;
  /** Whether a saver lets go of posts that it finds counted. */
  readonly dropsCounted: boolean;
  /** What a roll-up writes. */
  readonly rollsUp: (before: readonly number[], read: readonly number[]) => readonly number[];
  /** Whether a roll-up is written although the day has changed since it was read. */
  readonly rollsUpBlindly: boolean;
  readonly marksForgotten: boolean;
  /** Whether holding one message makes a saver ack another that it takes, as if they were one. */
  readonly joinsAll: boolean;
  /** Whether the leases of a killed saver are renewed for ever. */
  readonly renewsLost: boolean;
  /** Whether a saver that ends acks what it holds. */
  readonly acksWhenEnding: boolean;
  /** Whether a recount writes only if nobody has recounted since it read. */
  readonly looksAtProgress: boolean;
  /** Whether a recount reads records and counters as of one moment. */
  readonly recountsOneMoment: boolean;
  /** Whether a recount leaves what may have lost its record. */
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

/** The day is written: what was read of it before is old. */
export function counted(state: ModelState, counts: readonly number[]): ModelState {
  return { ...state, counts, version: state.version + 1, open: true };
}
