/** Waits for the counts at the end of `npm start`: with a time limit, a log line, and an end by a signal. */
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import { aborted } from '../../functions/common/process/lifecycle.ts';
import type { Log } from '../../functions/common/process/log.ts';
import type { Clock } from '../../functions/common/process/runtime.ts';
import { within } from '../../functions/common/process/time-limit.ts';

/**
 * Reading the counts of 10,000 publications takes some seconds. After this time a log line says so. After a
 * signal the reading may take this much longer.
 */
const SOON_MS = 2_000;
const READING_MS = 60_000;

/**
 * Waits for the counts.
 * @param options.failed resolves when the pipeline can no longer give them
 * @returns undefined when a signal came, and they were not there soon
 * @throws ExplainedError when the pipeline fails meanwhile, or the counts take too long
 */
export async function untilStopped<Result>(
  reading: Promise<Result>,
  options: {
    readonly failed: Promise<ExplainedError>;
    readonly stopping: AbortSignal;
    readonly log: Log;
    readonly clock: Clock;
  },
): Promise<Result | undefined> {
  const { failed, stopping, log, clock } = options;
  using _timer = clock.after(SOON_MS, () => log.info('reading the counts back from Firestore'));
  const failure = failed.then((error) => {
    throw error;
  });
  const stopped = aborted(stopping)
    .then(() => clock.sleep(SOON_MS))
    .then(() => undefined);
  const late = (): Error =>
    new ExplainedError(
      `The counts could not be read within ${READING_MS / 1_000} s. Posts that were saved stay saved.`,
      ExitCode.failed,
    );
  return await within(clock, READING_MS, Promise.race([reading, failure, stopped]), late);
}
