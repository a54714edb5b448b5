/**
 * A run: all inputs, one after the other. This file decides which inputs are sent, from which position,
 * and which state is kept of them; `submit-input.ts` sends one.
 *
 * An input is in one of these states, which its state file keeps:
 *
 * - fresh: nothing of it is confirmed.
 * - begun: it is confirmed up to a position. `--resume` continues there; otherwise it is fresh again.
 * - finished: it was read to its end and all of it is confirmed. `--resume` skips it.
 *
 * A confirmed batch moves the position. The end of the input finishes it; `--limit`, a signal, a failure and
 * a source that cannot be read to its end leave it begun. When all inputs are finished, their state files are
 * removed. A dry run begins where a real one would, and changes no state. Standard input has no state.
 */
import type { Runtime } from '../../functions/common/process/runtime.ts';
import { createMemoryBound } from './bound-memory.ts';
import { checkRejects, sizeOf, stateOf } from './check-job.ts';
import { type CredentialOptions, createCredentials } from './credentials.ts';
import { createPace } from './pace.ts';
import { createSeenIds } from './posts/seen-ids.ts';
import { createReadingTally, type ReadingCounts } from './posts/tally.ts';
import { readInput } from './read-input.ts';
import type { InputOptions, ReadingContext } from './read-source.ts';
import { openRejects } from './rejects.ts';
import { openReport, type Report } from './report.ts';
import { START } from './rows/row.ts';
import { sendBatch, type Target } from './send.ts';
import { removeState, type State } from './state.ts';
import { openStateKeeper } from './state-keeper.ts';
import { type InputResult, submitInput } from './submit-input.ts';

/** Where posts go, as the command line says. */
export interface JobTarget extends Pick<Target, 'url' | 'maxAttempts' | 'timeoutMs'> {
  readonly credentials: CredentialOptions;
}

export interface Job {
  readonly inputs: readonly string[];
  readonly reading: InputOptions;
  readonly batchSize: number;
  readonly concurrency: number;
  /** Posts a second. */
  readonly rate: number | undefined;
  /** The most posts to send in this run. */
  readonly limit: number;
  readonly resume: boolean;
  /** Where rows that cannot be used are written. */
  readonly rejects: string | undefined;
  /** Undefined for a dry run: everything is read and checked, and nothing sent. */
  readonly target: JobTarget | undefined;
}

/** An input that could not be read to its end, or that holds no post. */
export interface ReadingFault {
  readonly message: string;
  readonly exitCode: number;
}

export interface Summary extends ReadingCounts {
  /** Of this run. */
  readonly accepted: number;
  readonly rejected: number;
  /** Of this run and the ones that it resumes. */
  readonly acceptedInAll: number;
  readonly rejectedInAll: number;
  readonly retries: number;
  readonly seconds: number;
  readonly postsPerSecond: number;
  readonly megabytesPerSecond: number;
  /** Whether all inputs were read to their end. */
  readonly finished: boolean;
  readonly dryRun: boolean;
  readonly faults: readonly ReadingFault[];
}

/**
 * Submits the inputs.
 * @param stopping aborted when nothing further should be sent
 * @throws ExplainedError when it cannot go on
 */
export async function run(job: Job, stopping: AbortSignal, runtime: Runtime): Promise<Summary> {
  const { clock } = runtime;
  const startedAt = clock.monotonic();
  const sizes = await Promise.all(job.inputs.map(sizeOf));
  const notes: string[] = [];
  const states = await Promise.all(job.inputs.map((path) => stateOf(path, job, (line) => notes.push(line))));
  await checkRejects(job);
  using rejects = openRejects(job.rejects, Math.max(0, ...states.map((state) => state?.rejectsBytes ?? 0)));
  const total = sizes.reduce(
    (sum, size) => (sum === undefined || size === undefined ? undefined : sum + size),
    0,
  );
  let doneBefore = 0;
  let doneNow = 0;
  const fraction = (): number | undefined =>
    total === undefined ? undefined : Math.min(1, (doneBefore + doneNow) / Math.max(1, total));
  using report = openReport(rejects, job.target === undefined, fraction, clock);
  for (const line of notes) report.note(line);
  const { context, faults, reading } = openContext(report, clock.now);
  const target: Target | undefined = job.target && {
    ...job.target,
    credentials: createCredentials(job.target.credentials, clock),
    onRetry: report.retried,
    runtime,
  };
  const pace = createPace(job.rate, clock);
  const boundMemory = createMemoryBound();
  let posts = 0;
  let finished = true;

  for (const [index, path] of job.inputs.entries()) {
    const [state, size = 0] = [states[index], sizes[index]];
    const limit = job.limit - posts;
    if (!state?.finished) {
      const keeper =
        state &&
        target &&
        openStateKeeper(path, state, { rejectsBytes: rejects.bytes, warn: report.note, clock });
      const faultsBefore = faults.length;
      let result: InputResult = { posts: 0, finished: false };
      try {
        if (!stopping.aborted && limit > 0)
          result = await submitInput({
            ...job,
            reading: readInput(path, job.reading, state?.position ?? START, context),
            limit,
            pace,
            send: async (lines, ending) =>
              target === undefined
                ? { accepted: lines.length, rejected: [] }
                : sendBatch(lines, target, ending),
            onConfirmed(confirmed) {
              boundMemory();
              doneNow = confirmed.onDisk;
              report.confirmed(confirmed);
              keeper?.confirm(confirmed);
            },
            stopping,
          });
        const isWhole = result.finished && faults.length === faultsBefore;
        if (isWhole) keeper?.finish();
        finished &&= isWhole;
      } catch (error) {
        report.note(`${report.described()} before the failure`);
        throw error;
      } finally {
        keeper?.flush();
      }
      posts += result.posts;
    }
    doneBefore += size;
    doneNow = 0;
  }
  if (finished && target !== undefined) for (const path of job.inputs) removeState(path);
  for (const line of reading.describe()) report.note(line);
  const seconds = (clock.monotonic() - startedAt) / 1_000;
  return {
    ...summarise(report, states, seconds),
    ...reading.counts(),
    finished,
    dryRun: target === undefined,
    faults,
  };
}

function openContext(
  report: Report,
  now: () => number,
): {
  readonly context: ReadingContext;
  readonly faults: readonly ReadingFault[];
  readonly reading: ReturnType<typeof createReadingTally>;
} {
  const reading = createReadingTally(now);
  const faults: ReadingFault[] = [];
  const context: ReadingContext = {
    seen: createSeenIds(),
    tally: reading,
    note: report.note,
    fault(message, exitCode) {
      faults.push({ message, exitCode });
      report.fault(message);
    },
  };
  return { context, faults, reading };
}

type RunCounts = Omit<Summary, keyof ReadingCounts | 'finished' | 'dryRun' | 'faults'>;

function summarise(report: Report, states: readonly (State | undefined)[], seconds: number): RunCounts {
  const { accepted, rejected, bytes, retries } = report.tally();
  const earlier = (count: 'accepted' | 'rejected'): number =>
    states.reduce((sum, state) => sum + (state?.[count] ?? 0), 0);
  return {
    accepted,
    rejected,
    acceptedInAll: earlier('accepted') + accepted,
    rejectedInAll: earlier('rejected') + rejected,
    retries,
    seconds: Number(seconds.toFixed(3)),
    postsPerSecond: Number((accepted / seconds).toFixed(1)),
    megabytesPerSecond: Number((bytes / seconds / 1e6).toFixed(2)),
  };
}
