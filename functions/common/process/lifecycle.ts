/**
 * The life of a process: read configuration, build the parts, wait for a signal, tear down in reverse. Every
 * part is an `AsyncDisposable` put on the stack that `main` is given; the first SIGTERM, SIGINT or SIGHUP
 * aborts the signal it is given, which is its order to drain. Only this file and the entry points end the
 * process.
 */
import type { z } from 'zod';
import { ExitCode, ExplainedError, forcedExitCode } from './exit-codes.ts';
import { createLog, type Log } from './log.ts';
import type { Clock, Runtime, Timer } from './runtime.ts';
import { type commonSettings, readConfig } from './settings.ts';
import { systemRuntime } from './system-runtime.ts';

// SIGHUP is in: a closed terminal should drain like Ctrl-C. SIGPIPE is out: Node reports it as EPIPE where it
// happens.
const drainSignals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * A signal repeated within this time counts as one. Ctrl-C reaches a whole process group, and npm passes the
 * signal on too, so one key press arrives two or three times.
 */
const REPEAT_IGNORED_MS = 5_000;

const PARENT_POLL_MS = 500;

/** The things that a process gives to its `main`. */
export interface Life {
  /** Aborted by the first signal: take no more work, finish the work in flight, return. */
  readonly stopping: AbortSignal;
  /** Disposed of at the end, in reverse order of being added. */
  readonly parts: AsyncDisposableStack;
  /** The real time and randomness, to pass on to the parts. */
  readonly runtime: Runtime;
}

export interface ProcessOptions {
  /** Where signals and faults are logged. */
  readonly log: Log;
  /**
   * How long tearing down may take after `main` has returned or a signal has come, in milliseconds. Without
   * it signals are left to Node, which ends the process at once.
   */
  readonly drainTimeoutMs: number | undefined;
}

/**
 * Runs a process to its end and exits. The exit code is:
 * - the one that `main` returns (0 for nothing)
 * - an ExplainedError's
 * - 1 after an internal error
 * - 75 when draining took too long
 * - 128 + signal when a second signal forced the exit
 */
export async function runProcess(
  options: ProcessOptions,
  // biome-ignore lint/suspicious/noConfusingVoidType: a main that has nothing to say returns nothing
  main: (life: Life) => Promise<number | void>,
): Promise<never> {
  const { log, drainTimeoutMs } = options;
  const { clock } = systemRuntime;
  const stop = new AbortController();
  let drainTimer: Timer | undefined;
  let firstSignalAt: number | undefined;

  const startDrainTimer = (): void => {
    if (drainTimeoutMs === undefined) return;
    // The end waits a little longer than the parts' own limit, so that they can report the work they gave up.
    // The timer also keeps the process alive: a drain without anything to wait for would end it silently with
    // Node's code 13.
    drainTimer = clock.after(drainTimeoutMs + 5_000, () => {
      log.fatal(
        `work in flight was not finished within ${(drainTimeoutMs + 5_000) / 1_000} s; ending without it (messages in flight are redelivered)`,
      );
      process.exit(ExitCode.drainTimedOut);
    });
  };

  const beginDraining = (why: string): void => {
    firstSignalAt = clock.monotonic();
    log.info(
      `${why}: finishing the work in flight, then ending. To end at once, press Ctrl-C or signal again after ${REPEAT_IGNORED_MS / 1000} s.`,
    );
    startDrainTimer();
    stop.abort(new Error(why));
  };

  for (const name of drainTimeoutMs === undefined ? [] : drainSignals) {
    process.on(name, () => {
      const now = clock.monotonic();
      if (firstSignalAt === undefined) {
        beginDraining(name);
      } else if (now - firstSignalAt > REPEAT_IGNORED_MS) {
        log.warn(`second ${name}: ending at once, without finishing the work in flight`);
        process.exit(forcedExitCode(name));
      }
    });
  }
  const parentWatch = whenParentIsGone(clock, () => {
    if (drainTimeoutMs === undefined) process.exit(ExitCode.interrupted);
    if (firstSignalAt === undefined) beginDraining('the process that started this one has ended');
  });
  const onFault = (error: unknown): void => {
    process.exit(reportFailure(error, log));
  };
  process.on('uncaughtException', onFault);
  process.on('unhandledRejection', onFault);

  let exitCode: number;
  const parts = new AsyncDisposableStack();
  try {
    exitCode = (await main({ stopping: stop.signal, parts, runtime: systemRuntime })) ?? ExitCode.ok;
  } catch (error) {
    exitCode = reportFailure(error, log);
  }
  try {
    if (firstSignalAt === undefined) startDrainTimer();
    await parts.disposeAsync();
  } catch (error) {
    const code = reportFailure(error, log);
    exitCode ||= code;
  }
  drainTimer?.cancel();
  parentWatch?.cancel();
  await outputTaken(stop.signal);
  log.debug({ exitCode }, 'ended');
  process.exit(exitCode);
}

/**
 * Waits until the reader of standard output has taken all of it. Exiting earlier would lose the output that a
 * full pipe has not taken. A slow reader is fine, so only a signal ends the wait.
 */
async function outputTaken(signal: AbortSignal): Promise<void> {
  if (process.stdout.writableLength === 0) return;
  const taken = new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
  await Promise.race([taken, aborted(signal)]);
}

/**
 * npm starts a script through a shell, and neither passes on a SIGTERM that is sent to npm alone. Without
 * this, a stage would outlive the npm that a process manager has ended.
 */
function whenParentIsGone(clock: Clock, end: () => void): Timer | undefined {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return undefined;
  const parent = process.ppid;
  return clock.every(PARENT_POLL_MS, () => {
    if (process.ppid !== parent) end();
  });
}

/** Prints why a process ends and returns its exit code. */
export function reportFailure(error: unknown, log: Log): number {
  if (error instanceof ExplainedError) {
    log.error(error.message);
    return error.exitCode;
  }
  log.fatal({ err: error }, 'internal error: this process ends');
  return ExitCode.failed;
}

/** Resolves when `signal` is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** The work of a process with its configuration, until a signal comes. */
export type ServiceMain<Shape extends typeof commonSettings & z.ZodRawShape> = (
  config: z.infer<z.ZodObject<Shape>>,
  log: Log,
  life: Life,
) => Promise<void>;

/**
 * The whole life of a stage's process: configuration (exit code 78 with every fault when it is wrong), log,
 * `main`, exit.
 * @param service the stage's name
 * @param shape the variables it reads
 */
export async function runService<Shape extends typeof commonSettings & z.ZodRawShape>(
  service: string,
  shape: Shape,
  main: ServiceMain<Shape>,
): Promise<never> {
  let config: z.infer<z.ZodObject<Shape>>;
  try {
    config = readConfig(shape, process.env);
  } catch (error) {
    process.exit(reportFailure(error, createLog(service, { LOG_LEVEL: 'info', LOG_FORMAT: 'auto' })));
  }
  const settings = config as z.infer<z.ZodObject<typeof commonSettings>> & { DRAIN_TIMEOUT_MS?: number };
  const log = createLog(service, settings);
  return runProcess({ log, drainTimeoutMs: settings.DRAIN_TIMEOUT_MS ?? 10_000 }, (life) =>
    main(config, log, life),
  );
}
