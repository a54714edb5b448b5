/**
 * Runs the stages as processes on this machine. They are configured as in the cloud: by environment only, one
 * stage per process or several. A process that ends unexpectedly is restarted, as systemd does on a VM. One
 * that keeps ending is a failure.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import type { Log } from '../../functions/common/process/log.ts';

export interface StageOptions {
  /** The stages that share the process. */
  readonly names: readonly string[];
  /** Its whole environment. */
  readonly env: NodeJS.ProcessEnv;
  /** URLs that answer with these statuses when the stages are ready. */
  readonly ready: readonly { readonly url: string; readonly status: number }[];
  readonly log: Log;
  /** Aborted when the stage is no longer wanted; only the start heeds it. */
  readonly signal?: AbortSignal;
  /**
   * Aborted when the emulators are gone, so that a stage cannot finish its work. Its process is then killed.
   */
  readonly lost?: AbortSignal;
}

export interface RunningStages extends AsyncDisposable {
  /** Resolves, with what to tell people, when the stage keeps ending. */
  readonly failed: Promise<ExplainedError>;
}

const script = fileURLToPath(new URL('../../functions/cli.ts', import.meta.url));
/**
 * The size of V8's young generation. Nearly every object of a stage becomes garbage at once. With 4 MB, a
 * quarter of the processor time went into collecting it. With 16 MB all of `npm start` takes 6 % less, and no
 * more memory, because less garbage is promoted (`npm run bench -- start --against DIR`, 4,000 posts).
 */
const NODE_OPTIONS = ['--max-semi-space-size=16'] as const;
const RESTART_DELAY_MS = 1_000;
const RESTARTS = { most: 5, withinMs: 60_000 } as const;
const READY_TIMEOUT_MS = 60_000;
const READY_POLL_MS = 50;

/**
 * Starts a process of stages and resolves when all of them are ready.
 * @throws ExplainedError when it does not become so
 */
export async function startStage(options: StageOptions): Promise<RunningStages> {
  const { names, log } = options;
  const title = `${names.length === 1 ? 'Stage' : 'Stages'} ${names.join(', ')}`;
  const failure = Promise.withResolvers<ExplainedError>();
  const stopping = new AbortController();
  let child: ChildProcess | undefined;
  let isReady = false;

  const supervise = async (): Promise<void> => {
    const ends: number[] = [];
    while (!stopping.signal.aborted) {
      // The IPC channel is how the stage notices that this process is gone.
      child = spawn(process.execPath, [...NODE_OPTIONS, script, ...names], {
        env: options.env,
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        // Ctrl-C in a terminal reaches this process, which ends the stages in their order.
        detached: true,
      });
      const [code, signal] = await once(child, 'exit');
      child = undefined;
      if (stopping.signal.aborted) return;
      const how = signal ?? `exit code ${code}`;
      const now = performance.now();
      ends.push(now);
      const recent = ends.filter((at) => now - at < RESTARTS.withinMs);
      if (!isReady || recent.length > RESTARTS.most) {
        const told = typeof code === 'number' && code !== 0 ? code : ExitCode.unavailable;
        failure.resolve(
          new ExplainedError(`${title} ended unexpectedly (${how}). The log above says why.`, told),
        );
        return;
      }
      log.warn(`${title} ended unexpectedly (${how}); starting again, and posts in flight are redelivered`);
      await sleep(RESTART_DELAY_MS);
    }
  };
  // A process that ends without disposing of its stages ends its emulators too, so that they could not drain.
  // Emulators started elsewhere redeliver what was in flight.
  const killWithThis = (): void => {
    child?.kill('SIGKILL');
  };
  process.once('exit', killWithThis);
  const supervised = supervise();
  options.lost?.addEventListener('abort', () => {
    stopping.abort();
    child?.kill('SIGKILL');
  });

  const waitUntilReady = async ({ url, status }: StageOptions['ready'][number]): Promise<void> => {
    const giveUpAt = performance.now() + READY_TIMEOUT_MS;
    for (;;) {
      const answer = await fetch(url).catch(() => undefined);
      await answer?.body?.cancel();
      if (answer?.status === status || options.signal?.aborted) return;
      if (performance.now() > giveUpAt) {
        throw new ExplainedError(
          `${title} ${names.length === 1 ? 'is' : 'are'} not ready after ${READY_TIMEOUT_MS / 1_000} s: ${url} ${answer ? `answers with status ${answer.status}` : 'does not answer'}.`,
          ExitCode.unavailable,
        );
      }
      await sleep(READY_POLL_MS);
    }
  };
  const stage: RunningStages = {
    failed: failure.promise,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      child?.kill('SIGTERM');
      await supervised;
      process.off('exit', killWithThis);
    },
  };
  await using starting = new AsyncDisposableStack();
  starting.use(stage);
  const ready = Promise.all(options.ready.map(waitUntilReady)).then(() => undefined);
  const failed = await Promise.race([ready, failure.promise]);
  if (failed !== undefined) throw failed;
  isReady = true;
  starting.move();
  return stage;
}
