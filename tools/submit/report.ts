/** Counts the outcomes of the rows, and reports as much as people can read. */
import { counted, grouped } from '../../functions/common/domain/quantities.ts';
import type { Clock } from '../../functions/common/process/runtime.ts';
import { openProgress } from './progress.ts';
import type { Rejects } from './rejects.ts';
import type { Confirmed } from './submit-input.ts';

export interface Tally {
  readonly accepted: number;
  readonly rejected: number;
  /** Bytes of input. */
  readonly bytes: number;
  readonly retries: number;
}

export interface Report extends Disposable {
  readonly tally: () => Tally;
  /** How many posts were accepted, in words. */
  readonly described: () => string;
  readonly note: (line: string) => void;
  readonly confirmed: (confirmed: Confirmed) => void;
  readonly retried: (reason: string) => void;
  /** A source could not be read to its end, or holds nothing. */
  readonly fault: (message: string) => void;
}

/** The number of rejected rows that are reported one by one. */
const REPORTED_REJECTS = 20;
const REPORTED_FAULTS = 20;
/** While the function is unavailable all requests fail alike, so one note per interval is enough. */
const RETRY_NOTE_MS = 5_000;

/**
 * Reports on standard error until disposed of.
 * @param rejects where rejected rows go
 * @param isDryRun whether nothing is sent, so that speed says nothing
 * @param fraction how much of the input is done with, 0 to 1
 */
export function openReport(
  rejects: Rejects,
  isDryRun: boolean,
  fraction: () => number | undefined,
  clock: Clock,
): Report {
  const tally = { accepted: 0, rejected: 0, bytes: 0, retries: 0 };
  let faults = 0;
  const progress = openProgress(process.stderr, () => ({ ...tally, isDryRun, fraction: fraction() }), clock);
  let retryNotedAt = Number.NEGATIVE_INFINITY;
  return {
    tally: () => ({ ...tally }),
    described: () => `${counted(tally.accepted, 'post')} ${tally.accepted === 1 ? 'was' : 'were'} accepted`,
    note: progress.note,
    confirmed({ accepted, rejected, bytes }) {
      tally.accepted += accepted;
      tally.bytes += bytes;
      for (const { row, errors } of rejected) {
        tally.rejected += 1;
        if (tally.rejected > REPORTED_REJECTS) continue;
        const reasons = errors.map(({ path, message }) => `${path} ${message}`.trim());
        progress.note(`${row.place}: ${reasons.join('; ')}`);
        if (tally.rejected === REPORTED_REJECTS) progress.note('further rejected rows are only counted');
      }
      rejects.write(rejected);
    },
    retried(reason) {
      tally.retries += 1;
      const now = clock.monotonic();
      if (now - retryNotedAt < RETRY_NOTE_MS) return;
      retryNotedAt = now;
      progress.note(`retrying: ${reason}`);
    },
    fault(message) {
      faults += 1;
      if (faults <= REPORTED_FAULTS) progress.note(message);
      if (faults === REPORTED_FAULTS + 1)
        progress.note(`more than ${grouped(REPORTED_FAULTS)} such files: further ones are only counted`);
    },
    [Symbol.dispose]: () => progress[Symbol.dispose](),
  };
}
