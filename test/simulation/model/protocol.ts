/**
 * The protocol of saving as a model: every step that a saver, a roll-up, forgetting, TTL or the network can
 * take, as functions of plain data. It leaves out names, days, batches and clocks. `search.ts` goes through
 * all of its states.
 *
 * Two posts, A and B; A is delivered as two messages. Two savers, one roll-up, one forgetting of A, and a
 * number of faults.
 */
export type ModelPost = 0 | 1;
/** Which post each message is of. */
export const POST_OF = [0, 0, 1] as const satisfies readonly ModelPost[];
const MESSAGES = [0, 1, 2] as const;
const SAVERS = [0, 1] as const;

export interface ModelState {
  /** By message. `ready` may be taken; `leased` becomes ready when its lease runs out; `acked` is gone. */
  readonly messages: readonly ('ready' | 'leased' | 'acked')[];
  readonly savers: readonly {
    /** Messages held, in order. */
    readonly held: readonly number[];
    /**
     * What it does with them: waits to commit, has sent, knows that a record exists, or knows that they are
     * counted.
     */
    readonly phase: 'holding' | 'sent' | 'exists' | 'counted';
    /** Whether it is sent again without its records: a planted fault. */
    readonly isRetry: boolean;
  }[];
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
}

export const rules: Rules = {
  creates: (posts) => posts,
  retriesBlindly: false,
  acksAtOnce: false,
  rollsUp: (_, read) => read,
  rollsUpBlindly: false,
  marksForgotten: true,
  joinsAll: false,
  renewsLost: false,
  acksWhenEnding: false,
};

export function begin(faults: number): ModelState {
  const saver = { held: [], phase: 'holding', isRetry: false } as const;
  return {
    messages: ['ready', 'ready', 'ready'],
    savers: [saver, saver],
    late: [],
    records: ['none', 'none'],
    counts: [0, 0],
    version: 0,
    open: false,
    rolledUp: [0, 0],
    reading: undefined,
    forgetting: 'before',
    faults,
  };
}

function put<Item>(items: readonly Item[], at: number, item: Item): readonly Item[] {
  return items.map((one, index) => (index === at ? item : one));
}

const idle = { held: [], phase: 'holding', isRetry: false } as const;

function postsOf(held: readonly number[]): readonly ModelPost[] {
  return [...new Set(held.map((message) => POST_OF[message] ?? 0))].toSorted();
}

function acked(state: ModelState, messages: readonly number[]): ModelState {
  return { ...state, messages: state.messages.map((one, at) => (messages.includes(at) ? 'acked' : one)) };
}

/** A commit arrives: all of it happens or nothing. */
function arrive(
  state: ModelState,
  posts: readonly ModelPost[],
  created: readonly ModelPost[],
): { to: ModelState; isDone: boolean } {
  if (created.some((post) => state.records[post] !== 'none')) return { to: state, isDone: false };
  return {
    isDone: true,
    to: {
      ...state,
      records: state.records.map((one, post) => (created.some((own) => own === post) ? 'counted' : one)),
      counts: state.counts.map((count, post) => count + (posts.some((own) => own === post) ? 1 : 0)),
      version: state.version + 1,
      open: true,
    },
  };
}

/** All that can happen next. */
export function stepsFrom(state: ModelState, by: Rules): ModelStep[] {
  const steps: ModelStep[] = [];
  const step = (name: string, to: ModelState): void => {
    steps.push({ name, to });
  };
  const faulty = { ...state, faults: state.faults - 1 };
  for (const s of SAVERS) {
    const saver = state.savers[s] ?? idle;
    const { held, phase, isRetry } = saver;
    const posts = postsOf(held);
    const become = (from: ModelState, own: ModelState['savers'][number]): ModelState => ({
      ...from,
      savers: put(from.savers, s, own),
    });
    if (phase === 'holding') {
      for (const message of MESSAGES) {
        if (state.messages[message] !== 'ready' || held.includes(message)) continue;
        const taken = {
          ...state,
          messages: put(state.messages, message, by.acksAtOnce ? 'acked' : 'leased'),
        };
        if (by.joinsAll && held.length > 0) step(`saver ${s} joins ${message}`, acked(taken, [message]));
        else
          step(
            `saver ${s} takes ${message}`,
            become(taken, { ...saver, held: [...held, message].toSorted() }),
          );
      }
      if (held.length > 0) step(`saver ${s} commits`, become(state, { ...saver, phase: 'sent' }));
    }
    if (phase === 'sent') {
      const { to, isDone } = arrive(state, posts, isRetry ? [] : by.creates(posts));
      step(`commit of saver ${s} answered`, become(to, { ...saver, phase: isDone ? 'counted' : 'exists' }));
      if (state.faults > 0) {
        const again = { held, phase: 'holding', isRetry: by.retriesBlindly } as const;
        step(`answer to saver ${s} lost`, become({ ...to, faults: faulty.faults }, again));
        step(`commit of saver ${s} late`, become({ ...faulty, late: [...state.late, posts] }, again));
      }
    }
    if (phase === 'counted') step(`saver ${s} acks`, become(acked(state, held), idle));
    if (phase === 'exists') {
      const done = held.filter((message) => state.records[POST_OF[message] ?? 0] !== 'none');
      const rest = held.filter((message) => !done.includes(message));
      step(
        `saver ${s} reads records`,
        become(acked(state, done), rest.length === 0 ? idle : { ...idle, held: rest }),
      );
    }
    if (held.length > 0 && state.faults > 0) {
      const given = (how: 'ready' | 'leased' | 'acked'): ModelState['messages'] =>
        state.messages.map((one, at) => (held.includes(at) && one === 'leased' ? how : one));
      const late = phase === 'sent' ? [...state.late, posts] : state.late;
      step(
        `saver ${s} is killed`,
        become({ ...faulty, late, messages: given(by.renewsLost ? 'leased' : 'ready') }, idle),
      );
      step(
        `saver ${s} hands back`,
        become({ ...faulty, late, messages: given(by.acksWhenEnding ? 'acked' : 'ready') }, idle),
      );
      // A lease runs out while the message is held.
      step(`leases of saver ${s} run out`, { ...faulty, messages: given('ready') });
    }
  }
  state.late.forEach((posts, at) => {
    const { to } = arrive(state, posts, by.creates(posts));
    step('a late commit arrives', { ...to, late: to.late.filter((_, index) => index !== at) });
  });
  if (state.open && state.reading === undefined)
    step('the roll-up reads', { ...state, reading: { counts: state.counts, version: state.version } });
  if (state.reading !== undefined) {
    const { counts, version } = state.reading;
    const isAsRead = by.rollsUpBlindly || version === state.version;
    const written = isAsRead
      ? { ...state, reading: undefined, open: false, rolledUp: by.rollsUp(state.rolledUp, counts) }
      : { ...state, reading: undefined };
    step('the roll-up writes', written);
    if (state.faults > 0) {
      step('the answer to the roll-up is lost', { ...written, faults: faulty.faults });
      step('the roll-up is killed', { ...faulty, reading: undefined });
    }
  }
  if (state.forgetting === 'before' && state.records[0] === 'counted')
    step('forgetting reads', { ...state, forgetting: 'seen' });
  if (state.forgetting === 'seen') {
    // Its precondition: the record is as it was read, unmarked.
    const isAsRead = state.records[0] === 'counted';
    const written: ModelState = isAsRead
      ? {
          ...state,
          records: by.marksForgotten ? put(state.records, 0, 'forgotten') : state.records,
          counts: put(state.counts, 0, (state.counts[0] ?? 0) - 1),
          version: state.version + 1,
          open: true,
        }
      : state;
    step('forgetting writes', { ...written, forgetting: 'done' });
    // Without an answer it reads the record again, and finds its own mark or none.
    if (state.faults > 0)
      step('the answer to forgetting is lost', { ...written, faults: faulty.faults, forgetting: 'before' });
  }
  // TTL deletes a record when no message of its post can come any more.
  for (const post of [0, 1] as const) {
    const isOver =
      state.messages.every((one, at) => POST_OF[at] !== post || one === 'acked') &&
      state.savers.every(({ held }) => held.every((message) => POST_OF[message] !== post)) &&
      state.late.every((posts) => !posts.includes(post));
    if (isOver && state.records[post] === 'counted' && !(post === 0 && state.forgetting === 'seen'))
      step(`the record of ${post} expires`, { ...state, records: put(state.records, post, 'expired') });
  }
  return steps;
}

/** What does not hold in a state, whatever comes next. */
export function wrongIn(state: ModelState): string | undefined {
  for (const post of [0, 1] as const) {
    const count = state.counts[post] ?? 0;
    const record = state.records[post];
    const should = record === 'counted' || record === 'expired' ? 1 : 0;
    if (count !== should) return `post ${post} is counted ${count} times and its record says ${record}`;
    if (!state.open && state.rolledUp[post] !== count)
      return `readers see ${state.rolledUp[post]} of post ${post} and the day has ${count}`;
  }
  return undefined;
}

/** What does not hold in a state that nothing leads out of. */
export function wrongAtRest(state: ModelState): string | undefined {
  if (state.messages.some((one) => one !== 'acked')) return 'a message is left';
  const lost = state.records.indexOf('none');
  return lost < 0 ? undefined : `post ${lost} was acked and never counted`;
}
