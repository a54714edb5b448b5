/**
 * Rolls up at set intervals, in whichever save daemon gets the lease: waiting → leased → passing → resting →
 * waiting, until it is disposed of.
 */
import type { Log } from '../../common/process/log.ts';
import { isTaken, LEASE_MS, type Seen, seeLease, writeLease } from './lease.ts';
import type { PartStore } from './parts.ts';
import { type PassOptions, type PassResult, pass } from './pass.ts';

export interface RunnerOptions extends PartStore {
  readonly log: Log;
  /** From the end of a pass to the next, in milliseconds; longer where a pass reads much. */
  readonly intervalMs: number;
  /** Called with how far the roll-ups lag behind, in seconds, whichever process made them. */
  readonly onLag: (seconds: number) => void;
  /** Called at each turn, whichever process rolls up. */
  readonly onTurn: () => Promise<void>;
}

/**
 * Reads cost money, so the rest after a pass grows with the documents that it read. It takes one interval for
 * every `DOCUMENTS_AN_INTERVAL` documents, up to `LONGEST_IN_FULL` intervals. From 3,000 documents on it
 * takes one for every 600. At an interval of a minute, that is a read a second for 60 to 300 documents and 10
 * a second for more than 3,000.
 */
const DOCUMENTS_AN_INTERVAL = 60;
const LONGEST_IN_FULL = 5;
/** Days that are over are rolled up when nothing was counted in them for this number of intervals. */
const QUIET_INTERVALS = 10;
/** How often months that are over are rolled up. */
const MONTHS_EVERY_MS = 10 * 60 * 1_000;
/** How often the lease is renewed. */
const RENEWAL_MS = LEASE_MS / 3;

export type PassKind = Omit<PassOptions, 'signal'>;

/**
 * Takes the lease, runs one pass, and leaves the lease resting.
 * @param seen the lease, free
 * @returns the result of the pass; undefined when another runner took the lease, or it was lost
 */
export async function passUnderLease(
  options: PartStore & { readonly log: Log; readonly intervalMs: number },
  seen: Seen,
  kind: PassKind,
  stopping: AbortSignal,
): Promise<PassResult | undefined> {
  const { firestore, runtime, log } = options;
  const holder = runtime.chance.hex(12);
  let held = await writeLease(firestore, seen, holder, LEASE_MS);
  if (held === undefined) return undefined;
  // The server's time: the lease's last answer, carried on by our own clock.
  let heldAt = runtime.clock.monotonic();
  const present = (from: Seen): Seen => ({ ...from, now: from.now + runtime.clock.monotonic() - heldAt });
  const lost = new AbortController();
  const signal = AbortSignal.any([stopping, lost.signal]);
  let renewing: Promise<void> = Promise.resolve();
  const renew = async (): Promise<void> => {
    if (held === undefined) return;
    try {
      held = await writeLease(firestore, present(held), holder, LEASE_MS);
      heldAt = runtime.clock.monotonic();
    } catch (error) {
      log.debug({ err: error }, 'the lease of the roll-up could not be renewed');
    }
    if (held === undefined) lost.abort();
  };
  const renewal = runtime.clock.every(RENEWAL_MS, () => {
    renewing = renewing.then(renew);
  });
  let result: PassResult;
  try {
    result = await pass(options, log, { ...kind, signal });
  } finally {
    renewal.cancel();
    await renewing;
  }
  if (held === undefined) return undefined;
  const intervals = result.documents / DOCUMENTS_AN_INTERVAL;
  const restMs = options.intervalMs * Math.max(1, Math.min(intervals, LONGEST_IN_FULL), intervals / 10);
  const isWhole = !signal.aborted && result.conflicts + result.failures === 0;
  const completedAt = isWhole ? result.moment : seen.lease?.completedAt;
  await writeLease(firestore, present(held), holder, restMs, completedAt);
  return result;
}

/** Starts rolling up. Disposing of it stops between two commits, and waits for that. */
export function startRollUp(options: RunnerOptions): AsyncDisposable {
  const { firestore, runtime, log, intervalMs, onLag, onTurn } = options;
  const { clock, chance } = runtime;
  const closing = new AbortController();
  let monthsAt = Number.NEGATIVE_INFINITY;
  /** Before the first pass of all, the lag is counted from when the lease was first read. */
  let behindSince: number | undefined;

  const turn = async (): Promise<void> => {
    const seen = await seeLease(firestore);
    behindSince = seen.lease?.completedAt?.toMillis() ?? behindSince ?? seen.now;
    onLag(Math.max(0, seen.now - behindSince) / 1_000);
    await onTurn();
    if (isTaken(seen)) return;
    const withMonths = clock.monotonic() - monthsAt >= MONTHS_EVERY_MS;
    const kind = { isForced: false, isRebuilt: false, withMonths, quietMs: QUIET_INTERVALS * intervalMs };
    const result = await passUnderLease(options, seen, kind, closing.signal);
    if (result === undefined) return;
    if (withMonths) monthsAt = clock.monotonic();
    log.debug({ ...result, moment: result.moment.toDate() }, 'rolled up');
  };
  const run = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      // Daemons that started together do not ask together.
      await clock.sleep(intervalMs * (0.5 + chance.fraction() / 2), closing.signal);
      if (closing.signal.aborted) return;
      try {
        await turn();
      } catch (error) {
        log.warn({ err: error }, 'a pass of roll-ups failed; the next one continues, and no count is lost');
      }
    }
  };
  const running = run();
  return {
    async [Symbol.asyncDispose]() {
      closing.abort();
      await running;
    },
  };
}
