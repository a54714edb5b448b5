/**
 * Draws the plan of a run from its seed: the posts, the daemons, the operator's commands and the faults. A
 * plan is plain data, so that it can be shrunk.
 */
import { seededFractions } from '../../functions/common/domain/seeded.ts';
import type { CallMishap } from './network.ts';

export type Command =
  | 'forget'
  | 'recount'
  | 'roll-up'
  | 'rebuild'
  | 'replay'
  /** An operator edits a counter by hand, so that a recount has a difference to correct. */
  | 'miscount';

export type Event =
  /** The call with number `call` has this fault. */
  | { readonly kind: 'call'; readonly call: number; readonly fault: CallMishap }
  /** A daemon is killed, and restarts later without its memory. */
  | { readonly kind: 'kill'; readonly at: number; readonly daemon: number; readonly awayMs: number }
  /** A daemon gets SIGTERM, drains and restarts. */
  | { readonly kind: 'drain'; readonly at: number; readonly daemon: number }
  /** The clock of a daemon jumps. */
  | { readonly kind: 'jump'; readonly at: number; readonly daemon: number; readonly byMs: number }
  /** A daemon is paused, as on a machine that migrates or swaps, and then continues. */
  | { readonly kind: 'pause'; readonly at: number; readonly daemon: number; readonly forMs: number }
  /** Pub/Sub and Firestore break all connections, and restart with their stored state. */
  | { readonly kind: 'restart'; readonly at: number; readonly downMs: number }
  /** An operator runs a command, which may be killed this time after its start. */
  | {
      readonly kind: 'operator';
      readonly at: number;
      readonly command: Command;
      readonly post: number;
      readonly killedAfterMs: number | undefined;
    }
  /** Weeks after the rest, records expire while an operator makes corrections. */
  | {
      readonly kind: 'weeks-later';
      readonly hours: number;
      /** The share of due records that TTL deletes late: after the end of the run. */
      readonly lateShare: number;
      readonly commands: readonly {
        readonly at: number;
        readonly command: Command;
        readonly post: number;
      }[];
    };

export interface PlannedPost {
  readonly at: number;
  readonly publication: string;
  readonly id: string;
  readonly publishedAt: string;
  readonly content: string;
  /** Extraction gives this post up until it is fixed. */
  readonly isPoison: boolean;
}

export interface RunPlan {
  readonly seed: number;
  readonly posts: readonly PlannedPost[];
  readonly extractors: number;
  readonly savers: number;
  readonly events: readonly Event[];
}

/** Faults begin within this time, in milliseconds. Then they end. */
export const FAULTS_MS = 25_000;
/** The latest start of an operator's command. */
export const EVENTS_MS = FAULTS_MS + 2_000;
/** The term of a record. */
export const TTL_DAYS = 30;
const CALL_FAULTS: readonly CallMishap[] = [
  'lost-answer',
  'lost-answer',
  'lost-call',
  'late',
  'late-answer',
  'twice',
];
/** Faults are drawn among this number of calls. Most runs make more. */
const CALLS = 600;
const NAMES = ['Ada', 'Bo', 'Cy', 'Dee'];
const DAYS = ['2026-09-29', '2026-09-30', '2026-10-01'];
const COMMANDS = ['forget', 'forget', 'recount', 'roll-up', 'rebuild', 'replay'] as const;
const LATER_COMMANDS = ['forget', 'recount', 'recount', 'roll-up', 'rebuild'] as const;

interface Draw {
  readonly fraction: () => number;
  /** A whole number from 0, below `end`. */
  readonly below: (end: number) => number;
  readonly pick: <Item>(items: readonly Item[]) => Item;
}

/** Draws the plan of a seed. */
export function planOf(seed: number): RunPlan {
  const draw = drawOf(seed);
  const { below } = draw;
  const posts = postsOf(draw, 3 + below(5));
  const extractors = 1 + below(2);
  const savers = 2 + below(3);
  const daemons = extractors + savers;
  const some = (most: number, make: () => Event): Event[] => Array.from({ length: below(most) }, make);
  const rarely = (oneIn: number, make: () => Event): Event[] => (below(oneIn) === 0 ? [make()] : []);
  const events = [
    ...some(8, () => ({ kind: 'call', call: below(CALLS), fault: draw.pick(CALL_FAULTS) })),
    ...some(4, () => ({ kind: 'kill', at: below(FAULTS_MS), daemon: below(daemons), awayMs: below(5_000) })),
    ...some(2, () => ({ kind: 'drain', at: below(FAULTS_MS), daemon: below(daemons) })),
    ...some(2, () => ({
      kind: 'jump',
      at: below(FAULTS_MS),
      daemon: below(daemons),
      byMs: below(7_200_000) - 3_600_000,
    })),
    ...rarely(4, () => ({
      kind: 'pause',
      at: below(FAULTS_MS),
      daemon: extractors + below(savers),
      // Longer than the leases of messages, or longer than the lease of the roll-up too.
      forMs: below(2) === 0 ? 5_000 + below(15_000) : 62_000 + below(25_000),
    })),
    ...rarely(5, () => ({ kind: 'restart', at: below(FAULTS_MS), downMs: below(4_000) })),
    ...some(4, () => ({
      kind: 'operator',
      at: 2_000 + below(FAULTS_MS),
      command: draw.pick(COMMANDS),
      post: below(posts.length),
      killedAfterMs: draw.fraction() < 0.4 ? below(600) : undefined,
    })),
    ...(below(8) === 0 ? miscounts(draw, posts.length) : []),
    ...rarely(8, () => weeksLater(draw, posts.length)),
  ];
  return { seed, posts, extractors, savers, events };
}

function drawOf(seed: number): Draw {
  const fraction = seededFractions(seed);
  const below = (end: number): number => Math.floor(fraction() * end);
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[below(items.length)];
    if (item === undefined) throw new Error('there is nothing to pick');
    return item;
  };
  return { fraction, below, pick };
}

function postsOf({ fraction, below, pick }: Draw, count: number): readonly PlannedPost[] {
  const posts: PlannedPost[] = [];
  for (let index = 0; index < count; index++) {
    const before = fraction() < 0.2 ? posts.at(-1) : undefined;
    const publication = pick(['The Post', 'Le Monde']);
    posts.push({
      at: below(12_000),
      // Most repeated ids are versions of the post before; the others are in another publication.
      publication: before !== undefined && fraction() < 0.7 ? before.publication : publication,
      id: before?.id ?? `p${index}`,
      publishedAt: `${pick(DAYS)}T10:00:00Z`,
      content: Array.from({ length: 1 + below(3) }, () => pick(NAMES)).join(' '),
      isPoison: fraction() < 0.05,
    });
  }
  return posts;
}

/** A counter is edited, and two concurrent commands recount it. */
function miscounts({ fraction, below }: Draw, posts: number): readonly Event[] {
  const post = below(posts);
  const at = 10_000 + below(10_000);
  const killedAfterMs = fraction() < 0.5 ? below(400) : undefined;
  return [
    { kind: 'operator', at, command: 'miscount', post, killedAfterMs: undefined },
    { kind: 'operator', at: at + below(4_000), command: 'recount', post, killedAfterMs },
    { kind: 'operator', at: at + below(4_000), command: 'recount', post, killedAfterMs: undefined },
  ];
}

function weeksLater({ fraction, below, pick }: Draw, posts: number): Event {
  return {
    kind: 'weeks-later',
    // From three days before the first record is due to three days after the last.
    hours: 24 * (TTL_DAYS - 3) + below(24 * 6),
    lateShare: fraction(),
    commands: Array.from({ length: 1 + below(3) }, () => ({
      at: below(3_000),
      command: pick(LATER_COMMANDS),
      post: below(posts),
    })),
  };
}
