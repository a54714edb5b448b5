/**
 * The simulated world: one virtual time, a queue of future events, and the processes that they belong to. The
 * next event starts when all code is idle, so the queue alone decides the order. The same seed and faults
 * give the same run, step by step.
 *
 * A killed process never resumes: its timers and the answers to its calls are dropped, and its sent calls
 * still arrive. A paused process gets all of them, in order, when it resumes.
 */
import { createHash } from 'node:crypto';
import type { Chance, Clock, Runtime, Timer } from '../../functions/common/process/runtime.ts';
import { seededChance } from '../support/virtual-runtime.ts';
import { settled, useGlobals } from './timers.ts';

/** A process of the simulation, from its start until it ends or is killed. */
export interface Process {
  readonly name: string;
  readonly runtime: Runtime;
  isAlive: boolean;
  /** The error of its clock, in milliseconds. */
  offMs: number;
  /** The machine pauses it until this time, in milliseconds since the start. */
  resumesAt: number;
  /** Whether one of its calls had a fault, or it was paused. */
  isHampered: boolean;
}

interface Happening {
  at: number;
  readonly order: number;
  readonly owner: Process | undefined;
  readonly work: () => void;
  isCancelled: boolean;
}

export interface VirtualWorld {
  /** In milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds since the start. */
  readonly elapsed: () => number;
  readonly after: (milliseconds: number, work: () => void, owner?: Process) => () => void;
  readonly start: (name: string) => Process;
  readonly note: (what: string) => void;
  /** Runs events until `isDone`, or until this time since the start. @returns whether it is done */
  readonly run: (untilMs: number, isDone: () => boolean) => Promise<boolean>;
  /** Advances time without events. The queue must be empty until then. */
  readonly skip: (milliseconds: number) => void;
  /** The events until now, a line each. */
  readonly trace: readonly string[];
  /** A digest of the trace. */
  readonly digest: () => string;
}

/** A Thursday. The day before is in another month. */
export const BEGIN = Date.UTC(2026, 9, 1, 11);
/** More steps than any run needs to come to rest. */
const MOST_STEPS = 200_000;

export function createWorld(seed: number): VirtualWorld {
  const steps: Happening[] = [];
  const trace: string[] = [];
  let time = 0;
  let order = 0;
  let running: Process | undefined;
  let started = 0;

  const after = (milliseconds: number, work: () => void, owner?: Process): (() => void) => {
    order += 1;
    const step = { at: time + Math.max(0, milliseconds), order, owner, work, isCancelled: false };
    push(steps, step);
    return () => {
      step.isCancelled = true;
    };
  };
  const clockOf = (process: () => Process): Clock => {
    const timer = (cancel: () => void): Timer => ({ cancel, [Symbol.dispose]: cancel });
    const own = (milliseconds: number, work: () => void) => after(milliseconds, work, process());
    return {
      now: () => Math.floor(BEGIN + time + process().offMs),
      monotonic: () => time,
      sleep: (milliseconds, signal) =>
        new Promise((resolve) => {
          if (signal?.aborted) return resolve();
          const cancel = own(milliseconds, resolve);
          signal?.addEventListener('abort', () => {
            cancel();
            resolve();
          });
        }),
      after: (milliseconds, work) => timer(own(milliseconds, work)),
      every(milliseconds, work) {
        let cancel = (): void => undefined;
        const again = (): void => {
          cancel = own(milliseconds, () => {
            again();
            work();
          });
        };
        again();
        return timer(() => cancel());
      },
    };
  };

  return {
    now: () => Math.floor(BEGIN + time),
    elapsed: () => time,
    after,
    start(name) {
      started += 1;
      const chance: Chance = seededChance(seed * 1_000 + started);
      const process: Process = {
        name,
        isAlive: true,
        offMs: 0,
        resumesAt: 0,
        isHampered: false,
        runtime: { chance, clock: clockOf(() => process) },
      };
      return process;
    },
    note: (what) => {
      trace.push(`${(time / 1_000).toFixed(3).padStart(8)} ${what}`);
    },
    async run(untilMs, isDone) {
      using _globals = useGlobals({
        after: (milliseconds, work) => after(milliseconds, work, running),
        fraction: () => running?.runtime.chance.fraction() ?? 0.5,
      });
      for (let count = 0; count < MOST_STEPS; count++) {
        await settled();
        if (isDone()) return true;
        const next = pop(steps);
        if (next === undefined) return false;
        if (next.at > untilMs) {
          push(steps, next);
          time = untilMs;
          return false;
        }
        time = next.at;
        if (next.isCancelled || next.owner?.isAlive === false) continue;
        if (next.owner !== undefined && next.owner.resumesAt > time) {
          next.at = next.owner.resumesAt;
          push(steps, next);
          continue;
        }
        running = next.owner;
        next.work();
      }
      throw new Error(`the run took more than ${MOST_STEPS} steps`);
    },
    skip(milliseconds) {
      time += milliseconds;
    },
    trace,
    digest: () => createHash('sha256').update(trace.join('\n')).digest('hex').slice(0, 16),
  };
}

function isBefore(one: Happening, other: Happening): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** A binary heap, earliest first. */
function push(heap: Happening[], step: Happening): void {
  let at = heap.push(step) - 1;
  for (;;) {
    const parent = (at - 1) >> 1;
    const above = heap[parent];
    if (at === 0 || above === undefined || !isBefore(step, above)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = step;
}

function pop(heap: Happening[]): Happening | undefined {
  const [first] = heap;
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    const left = heap[2 * at + 1];
    const right = heap[2 * at + 2];
    if (left === undefined) break;
    const [child, place] =
      right !== undefined && isBefore(right, left) ? [right, 2 * at + 2] : [left, 2 * at + 1];
    if (!isBefore(child, last)) break;
    heap[at] = child;
    at = place;
  }
  heap[at] = last;
  return first;
}
