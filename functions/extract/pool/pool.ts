/**
 * The process pool: items in, results out. `workerpool` owns the processes. This file owns the tasks: when
 * each runs, what becomes of it when a process dies, and when it is given up. `task.ts` sizes the batches;
 * `cause-of-death.ts` reads why a process ended; `serve-work.ts` says what the processes do with an item,
 * which holds one text.
 *
 * A task, which is one item, is in one of these states:
 *
 * - waiting: in `waiting`, first come first served. `run` puts it at the end.
 * - running: in a batch that one process works on, item by item. `dispatch` takes batches from the front
 *   while fewer than `size` run.
 * - settled: its promise is resolved or rejected.
 *
 * These events move it:
 *
 * - The process reports its result, or that extraction threw: running → settled.
 * - The process dies. The first item of the batch without a result is the suspect, because the process was
 *   working on it: running → waiting, at the front, and it runs alone from now on. After `crashLimit` deaths
 *   it is given up: running → settled.
 * - The process dies while it works on another item of the batch: running → waiting, at the front, without
 *   blame.
 * - The process dies before it has reported its start: running → waiting for the whole batch, and nobody is
 *   blamed. The next start in its place waits, longer after each failed start; `UNHEALTHY_STARTS` of them in
 *   a row make the pool unhealthy.
 * - The pool closes: waiting → settled and running → settled, with `pool-closed`.
 *
 * One timer a batch ends a process that is stuck. It allows `START_TIMEOUT_MS` for the start, then
 * `timeoutMs` for each item.
 */
import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';
import { kill } from '../../common/process/kill.ts';
import type { Log } from '../../common/process/log.ts';
import type { Clock, Timer } from '../../common/process/runtime.ts';
import { failures } from '../errors.ts';
import type { ExtractorName } from '../extractor-names.ts';
import { type CauseOfDeath, causeOfDeath, crashLimit } from './cause-of-death.ts';
import type { WorkName } from './serve-work.ts';
import { type BatchProgress, type BatchReport, nextBatchSize, type Task } from './task.ts';

export interface PoolOptions {
  /** Number of processes, at least 1. */
  readonly size: number;
  readonly extractor: ExtractorName;
  /** Mentions scored lower are not counted; 0 to 1. */
  readonly minScore: number;
  /** The languages that are searched for names, in the form of `EXTRACT_LANGUAGES`. */
  readonly languages: string;
  /** Whether the names of titles count. */
  readonly titles: boolean;
  /** The longest time that a text may take, in milliseconds; then its process is ended. */
  readonly timeoutMs: number;
  /** Heap of a process, in megabytes. */
  readonly memoryMb: number;
  readonly log: Log;
  readonly clock: Clock;
  /** Another worker script, for tests. */
  readonly script?: string;
}

/** The work that the processes do. */
export interface PoolWork<Item> {
  readonly name: WorkName;
  /** Length of an item's text, in UTF-16 code units or bytes: long ones make small batches. */
  readonly lengthOf: (item: Item) => number;
}

export interface Pool<Item, Result> extends AsyncDisposable {
  readonly size: number;
  /**
   * Has a process work on one item.
   * @throws ExtractionFailure when it cannot be done (`pool-closed`: it was not tried)
   */
  readonly run: (item: Item) => Promise<Result>;
  /** Why the pool is not working; empty when it is. */
  readonly problems: () => readonly string[];
}

interface PendingTask<Item, Result> extends Task {
  readonly item: Item;
  crashes: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
}

/** The script of a process: TypeScript from source, JavaScript in a bundle. */
const workerScript = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url),
);

/** The longest start of a process: a cold machine reads the language model from disk first. */
const START_TIMEOUT_MS = 60_000;
/** The delay after a start that failed by itself. It grows with each in a row, up to ten times this. */
const RESTART_DELAY_MS = 500;
/**
 * The delay after a process was killed from outside during its start. The kill says nothing about the next
 * process, which should start soon.
 */
const KILLED_DELAY_MS = 50;
/** The number of failed starts in a row that makes the pool unhealthy. */
const UNHEALTHY_STARTS = 5;

/**
 * Starts the pool; its processes are started when there is work for them.
 * @throws nothing: a process that cannot start shows in `problems`
 */
export function openPool<Item, Result>(options: PoolOptions, work: PoolWork<Item>): Pool<Item, Result> {
  const { log, clock, size } = options;
  const workers = workerpool.pool(options.script ?? workerScript, {
    workerType: 'process',
    maxWorkers: size,
    workerTerminateTimeout: 500,
    forkArgs: [
      work.name,
      options.extractor,
      String(options.minScore),
      options.languages,
      String(options.titles),
    ],
    forkOpts: {
      // A process group of its own: Ctrl-C in a terminal is for the daemon, which drains the pool.
      detached: true,
      // A small young generation: by default V8 lets it, and the garbage that outlives it, grow to some 200
      // MB a process.
      execArgv: [`--max-old-space-size=${options.memoryMb}`, '--max-semi-space-size=4'],
    },
  });
  const waiting: PendingTask<Item, Result>[] = [];
  const pids = new Set<number>();
  /** Batches that run, at most one a process. */
  let busy = 0;
  /** In a row. */
  let failedStarts = 0;
  let closed = false;

  const settleCrash = (task: PendingTask<Item, Result>, cause: CauseOfDeath): void => {
    task.crashes += 1;
    if (task.crashes < crashLimit(cause)) {
      waiting.unshift(task);
      return;
    }
    const { crashes } = task;
    if (cause.kind === 'timeout') task.reject(failures.timedOut(options.timeoutMs, crashes));
    else if (cause.kind === 'memory') task.reject(failures.outOfMemory(options.memoryMb, crashes));
    else task.reject(failures.crashed(cause.how, crashes));
  };

  const runBatch = async (batch: readonly PendingTask<Item, Result>[]): Promise<void> => {
    /** The items without a result, by their place in the batch: the first is the one being worked on. */
    const open = new Map(batch.entries());
    let pid: number | undefined;
    let timedOut = false;
    let timer: Timer | undefined;
    /** When the process counts as stuck, on `clock.monotonic`. */
    let dueAt = Number.POSITIVE_INFINITY;
    const check = (): void => {
      const leftMs = dueAt - clock.monotonic();
      if (leftMs > 0) {
        timer = clock.after(leftMs, check);
        return;
      }
      timedOut = true;
      if (pid === undefined) running.cancel();
      else kill(pid);
    };
    /** Each result postpones the moment. A timer that fires too early is set again, which is much rarer. */
    const arm = (milliseconds: number): void => {
      const next = clock.monotonic() + milliseconds;
      const isEarlier = next < dueAt;
      dueAt = next;
      if (!isEarlier) return;
      timer?.cancel();
      timer = clock.after(milliseconds, check);
    };
    const on = (progress: BatchProgress<Result>): void => {
      if (progress.kind === 'started') {
        pid = progress.pid;
        pids.add(pid);
        failedStarts = 0;
      } else {
        const task = open.get(progress.index);
        open.delete(progress.index);
        if (progress.kind === 'done') task?.resolve(progress.result);
        else task?.reject(failures.threw(progress.error));
      }
      arm(options.timeoutMs);
    };
    const running = workers.exec('runBatch', [batch.map(({ item }) => item)], { on });
    arm(START_TIMEOUT_MS);
    try {
      const { residentBytes }: BatchReport = await running;
      // Beyond the heap's own limit there are buffers and fragments; a process that has grown so far is
      // replaced.
      if (pid !== undefined && residentBytes > (options.memoryMb + 256) * 1_048_576) {
        log.info({ poolPid: pid, residentBytes }, 'replacing a pool process that uses too much memory');
        kill(pid);
      }
    } catch (error) {
      if (pid !== undefined) pids.delete(pid);
      const [suspect, ...others] = open.values();
      if (closed) {
        for (const task of open.values()) task.reject(failures.closed());
        return;
      }
      waiting.unshift(...others);
      if (suspect === undefined) return;
      const cause = causeOfDeath(error, timedOut);
      if (pid === undefined) {
        // It died before it had seen an item: none is to blame.
        waiting.unshift(suspect);
        if (cause.kind === 'idle') return;
        failedStarts += 1;
        log.warn(
          { how: cause.how, failedStarts },
          'a pool process ended while it was starting; starting another',
        );
        const delay =
          cause.kind === 'killed' ? KILLED_DELAY_MS : RESTART_DELAY_MS * Math.min(failedStarts, 10);
        await clock.sleep(delay);
      } else {
        log.warn(
          { poolPid: pid, cause: cause.kind, how: cause.how, crashes: suspect.crashes + 1 },
          'a pool process ended; starting another',
        );
        settleCrash(suspect, cause);
      }
    } finally {
      timer?.cancel();
    }
  };

  const dispatch = (): void => {
    while (!closed && busy < size && waiting.length > 0) {
      const batch = waiting.splice(0, nextBatchSize(waiting, size));
      busy += 1;
      void runBatch(batch).finally(() => {
        busy -= 1;
        dispatch();
      });
    }
  };

  return {
    size,
    run: (item) =>
      new Promise((resolve, reject) => {
        if (closed) {
          reject(failures.closed());
          return;
        }
        waiting.push({ item, length: work.lengthOf(item), crashes: 0, resolve, reject });
        // Items that arrive together go out together.
        queueMicrotask(dispatch);
      }),
    problems: () =>
      failedStarts >= UNHEALTHY_STARTS
        ? [`the processes of the pool do not start (${failedStarts} attempts), so no post is extracted`]
        : [],
    async [Symbol.asyncDispose]() {
      closed = true;
      for (const task of waiting.splice(0)) task.reject(failures.closed());
      await workers.terminate(true, 1_000).catch(() => undefined);
      for (const pid of pids) kill(pid);
    },
  };
}
