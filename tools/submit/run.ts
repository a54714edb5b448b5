/**
 * A run: all inputs, one after the other. This file decides which inputs are sent, from where, and what is kept of them; `submit-input.ts`
 * sends one.
 *
 * An input is in one of these states, which its state file keeps:
 *
 * - fresh: nothing of it is confirmed.
 * - begun: it is confirmed up to a position. With `--resume` it goes on there; otherwise it is fresh again.
 * - finished: it was read to its end and all of it is confirmed. `--resume` passes over it.
 *
 * A confirmed batch moves the position. The end of the input finishes it; `--limit`, a signal and a failure leave it begun. When all inputs
 * are finished, their state files are removed. A dry run begins where a real one would, and changes no state. Standard input has no state.
 */
import { stat } from 'node:fs/promises';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import type { Runtime } from '../../functions/common/process/runtime.ts';
import type { ColumnOptions } from './columns.ts';
import { type CredentialOptions, createCredentials } from './credentials.ts';
import { type Format, kindOf } from './formats.ts';
import { inputMessages } from './messages.ts';
import { STDIN, unreadable } from './open-input.ts';
import { createPace } from './pace.ts';
import { openRejects } from './rejects.ts';
import { openReport } from './report.ts';
import { START } from './rows.ts';
import { sendBatch, type Target } from './send.ts';
import { checkState, freshState, readState, removeState, type State, statePathOf } from './state.ts';
import { openStateKeeper } from './state-keeper.ts';
import { type InputResult, submitInput } from './submit-input.ts';

/** Where posts go, as the command line says. */
export interface JobTarget extends Pick<Target, 'url' | 'maxAttempts' | 'timeoutMs'> {
  readonly credentials: CredentialOptions;
}

export interface Job {
  readonly inputs: readonly string[];
  readonly format: Format | undefined;
  readonly columns: ColumnOptions;
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

export interface Summary {
  /** Of this run. */
  readonly accepted: number;
  readonly rejected: number;
  /** Of this run and the ones it goes on from. */
  readonly acceptedInAll: number;
  readonly rejectedInAll: number;
  readonly retries: number;
  readonly seconds: number;
  readonly postsPerSecond: number;
  readonly megabytesPerSecond: number;
  /** Whether all inputs were read to their end. */
  readonly finished: boolean;
  readonly dryRun: boolean;
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
  const kinds = await Promise.all(job.inputs.map((path) => kindOf(path, job.format)));
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
  using report = openReport(rejects, fraction, clock);
  for (const line of notes) report.note(line);
  const target: Target | undefined = job.target && {
    ...job.target,
    credentials: createCredentials(job.target.credentials, clock),
    onRetry: report.retried,
    runtime,
  };
  const pace = createPace(job.rate, clock);
  let posts = 0;
  let finished = true;

  for (const [index, path] of job.inputs.entries()) {
    const [kind, state, size = 0] = [kinds[index], states[index], sizes[index]];
    // A dry run begins where the real one would, and leaves no trace.
    const limit = job.limit - posts;
    if (kind !== undefined && !state?.finished) {
      const keeper =
        state &&
        target &&
        openStateKeeper(path, state, { rejectsBytes: rejects.bytes, warn: report.note, clock });
      let result: InputResult = { posts: 0, finished: false };
      try {
        if (!stopping.aborted && limit > 0)
          result = await submitInput({
            ...job,
            path,
            kind,
            from: state?.position ?? START,
            limit,
            pace,
            send: async (lines, ending) =>
              target === undefined
                ? { accepted: lines.length, rejected: [] }
                : sendBatch(lines, target, ending),
            onConfirmed(confirmed) {
              doneNow = confirmed.onDisk;
              report.confirmed(confirmed);
              keeper?.confirm(confirmed);
            },
            stopping,
          });
        if (result.finished) keeper?.finish();
      } catch (error) {
        report.note(`${report.tally().accepted} posts were accepted before that`);
        throw error;
      } finally {
        keeper?.flush();
      }
      posts += result.posts;
      finished &&= result.finished;
    }
    doneBefore += size;
    doneNow = 0;
  }
  if (finished && target !== undefined) for (const path of job.inputs) removeState(path);

  const tally = report.tally();
  const seconds = (clock.monotonic() - startedAt) / 1_000;
  const earlier = (count: 'accepted' | 'rejected'): number =>
    states.reduce((sum, state) => sum + (state?.[count] ?? 0), 0);
  return {
    accepted: tally.accepted,
    rejected: tally.rejected,
    acceptedInAll: earlier('accepted') + tally.accepted,
    rejectedInAll: earlier('rejected') + tally.rejected,
    retries: tally.retries,
    seconds: Number(seconds.toFixed(3)),
    postsPerSecond: Number((tally.accepted / seconds).toFixed(1)),
    megabytesPerSecond: Number((tally.bytes / seconds / 1e6).toFixed(2)),
    finished,
    dryRun: target === undefined,
  };
}

/** The file of rejects is written from its beginning, so it must not be an input. */
async function checkRejects({ rejects, inputs }: Job): Promise<void> {
  if (rejects === undefined) return;
  const identify = async (path: string): Promise<string | undefined> => {
    const found = await stat(path).catch(() => undefined);
    return found && `${found.dev} ${found.ino}`;
  };
  const own = await identify(rejects);
  if (own === undefined) return;
  for (const path of inputs.filter((input) => input !== STDIN)) {
    if ((await identify(path)) === own)
      throw new ExplainedError(inputMessages.rejectsIsInput(rejects), ExitCode.usage);
  }
}

/** The state from which an input goes on; undefined where none is kept. */
async function stateOf(path: string, job: Job, note: (line: string) => void): Promise<State | undefined> {
  if (path === STDIN) {
    if (job.resume) throw new ExplainedError(inputMessages.stdinResume, ExitCode.usage);
    return undefined;
  }
  const kept = job.resume ? readState(path) : undefined;
  if (job.resume && kept === undefined) note(inputMessages.noState(path, statePathOf(path)));
  if (kept !== undefined) await checkState(path, kept);
  return kept ?? (await freshState(path));
}

/** Undefined where nobody knows: standard input, and folders, whose files are not counted beforehand. */
async function sizeOf(path: string): Promise<number | undefined> {
  if (path === STDIN) return undefined;
  const found = await stat(path).catch(unreadable(path));
  return found.isFile() ? found.size : undefined;
}
