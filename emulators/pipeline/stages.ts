/**
 * The stages as processes of this machine, started as the cloud starts them: by environment only. One that ends although nobody asked it to is
 * started again, as systemd does on a VM; one that keeps ending is a failure.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import type { Log } from '../../functions/common/process/log.ts';

export interface StageOptions {
  readonly name: string;
  /** Its whole environment. */
  readonly env: NodeJS.ProcessEnv;
  /** A URL that answers with this status when the stage is ready. */
  readonly ready: { readonly url: string; readonly status: number };
  readonly log: Log;
  /** Aborted when the stage is no longer wanted; only the start heeds it. */
  readonly signal?: AbortSignal;
}

export interface Stage extends AsyncDisposable {
  readonly name: string;
  /** Resolves, with what to tell people, when the stage keeps ending. */
  readonly failed: Promise<ExplainedError>;
}

const script = fileURLToPath(new URL('../../functions/cli.ts', import.meta.url));
const RESTART_DELAY_MS = 1_000;
const RESTARTS = { most: 5, withinMs: 60_000 } as const;
const READY_TIMEOUT_MS = 60_000;
const READY_POLL_MS = 50;

/**
 * Starts a stage and resolves when it is ready.
 * @throws ExplainedError when it does not become so
 */
export async function startStage(options: StageOptions): Promise<Stage> {
  const { name, log } = options;
  const failure = Promise.withResolvers<ExplainedError>();
  const stopping = new AbortController();
  let child: ChildProcess | undefined;
  let isReady = false;

  const supervise = async (): Promise<void> => {
    const ends: number[] = [];
    while (!stopping.signal.aborted) {
      // The IPC channel is how the stage notices that this process is gone.
      child = spawn(process.execPath, [script, name], {
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
        failure.resolve(new ExplainedError(`Stage ${name} ended (${how}).`, told));
        return;
      }
      log.warn(`stage ${name} ended (${how}); starting it again`);
      await sleep(RESTART_DELAY_MS);
    }
  };
  const supervised = supervise();

  const waitUntilReady = async (): Promise<void> => {
    const giveUpAt = performance.now() + READY_TIMEOUT_MS;
    for (;;) {
      const answer = await fetch(options.ready.url).catch(() => undefined);
      await answer?.body?.cancel();
      if (answer?.status === options.ready.status || options.signal?.aborted) return;
      if (performance.now() > giveUpAt) {
        throw new ExplainedError(
          `Stage ${name} is not ready after ${READY_TIMEOUT_MS / 1_000} s: ${options.ready.url} ${answer ? `answers ${answer.status}` : 'does not answer'}.`,
          ExitCode.unavailable,
        );
      }
      await sleep(READY_POLL_MS);
    }
  };
  const stage: Stage = {
    name,
    failed: failure.promise,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      child?.kill('SIGTERM');
      await supervised;
    },
  };
  await using starting = new AsyncDisposableStack();
  starting.use(stage);
  const failed = await Promise.race([waitUntilReady(), failure.promise]);
  if (failed !== undefined) throw failed;
  isReady = true;
  starting.move();
  return stage;
}
