/**
 * What happens in a run, drawn from its seed: the posts, who runs, what the operator does, and what goes
 * wrong. Plain data, so that it can be shrunk.
 */
import { seededFractions } from '../../functions/common/domain/seeded.ts';
import type { CallMishap } from './network.ts';

export type Event =
  /** Call number `call` goes wrong. */
  | { readonly kind: 'call'; readonly call: number; readonly fault: CallMishap }
  /** A daemon is killed, and starts again later without its memory. */
  | { readonly kind: 'kill'; readonly at: number; readonly daemon: number; readonly awayMs: number }
  /** A daemon is told to end, drains, and starts again. */
  | { readonly kind: 'drain'; readonly at: number; readonly daemon: number }
  /** A daemon's clock jumps. */
  | { readonly kind: 'jump'; readonly at: number; readonly daemon: number; readonly byMs: number }
  /** An operator's command; killed so long after its start, if at all. */
  | {
      readonly kind: 'operator';
      readonly at: number;
      readonly command: 'forget' | 'recount' | 'roll-up' | 'rebuild' | 'replay';
      readonly post: number;
      readonly killedAfterMs: number | undefined;
    };

export interface PlannedPost {
  readonly at: number;
  readonly publication: string;
  readonly id: string;
  readonly publishedAt: string;
  readonly content: string;
  /** Extraction gives it up for good. */
  readonly isPoison: boolean;
}

export interface RunPlan {
  readonly seed: number;
  readonly posts: readonly PlannedPost[];
  readonly extractors: number;
  readonly savers: number;
  readonly events: readonly Event[];
}

/** Faults begin within so long, in milliseconds; then everything heals. */
export const FAULTS_MS = 25_000;
const CALL_FAULTS: readonly CallMishap[] = [
  'lost-answer',
  'lost-answer',
  'lost-call',
  'late',
  'late-answer',
  'twice',
];
const NAMES = ['Ada', 'Bo', 'Cy', 'Dee'];
const DAYS = ['2026-09-29', '2026-09-30', '2026-10-01'];
const COMMANDS = ['forget', 'forget', 'recount', 'roll-up', 'rebuild', 'replay'] as const;

/** Draws the plan of a seed. */
export function planOf(seed: number): RunPlan {
  const fraction = seededFractions(seed);
  const below = (end: number): number => Math.floor(fraction() * end);
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[below(items.length)];
    if (item === undefined) throw new Error('there is nothing to pick');
    return item;
  };
  const posts = Array.from({ length: 3 + below(5) }, (_, index): PlannedPost => {
    const isAgain = index > 0 && fraction() < 0.2;
    return {
      at: below(12_000),
      publication: pick(['The Post', 'Le Monde']),
      id: `p${isAgain ? index - 1 : index}`,
      publishedAt: `${pick(DAYS)}T10:00:00Z`,
      content: Array.from({ length: 1 + below(3) }, () => pick(NAMES)).join(' '),
      isPoison: fraction() < 0.05,
    };
  });
  const extractors = 1 + below(2);
  const savers = 2 + below(2);
  const daemons = extractors + savers;
  const events: Event[] = [
    ...Array.from(
      { length: below(8) },
      (): Event => ({ kind: 'call', call: below(900), fault: pick(CALL_FAULTS) }),
    ),
    ...Array.from(
      { length: below(4) },
      (): Event => ({ kind: 'kill', at: below(FAULTS_MS), daemon: below(daemons), awayMs: below(5_000) }),
    ),
    ...Array.from(
      { length: below(2) },
      (): Event => ({ kind: 'drain', at: below(FAULTS_MS), daemon: below(daemons) }),
    ),
    ...Array.from(
      { length: below(2) },
      (): Event => ({
        kind: 'jump',
        at: below(FAULTS_MS),
        daemon: below(daemons),
        byMs: below(7_200_000) - 3_600_000,
      }),
    ),
    ...Array.from(
      { length: below(4) },
      (): Event => ({
        kind: 'operator',
        at: 2_000 + below(FAULTS_MS),
        command: pick(COMMANDS),
        post: below(posts.length),
        killedAfterMs: fraction() < 0.3 ? below(200) : undefined,
      }),
    ),
  ];
  return { seed, posts, extractors, savers, events };
}
