/** A stage as a separate process, started as `npm run stage` does, that tests can end in every way. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../emulators/free-ports.ts';
import { outputOf } from './child.ts';

export interface StageProcess extends AsyncDisposable {
  readonly url: string;
  readonly process: ChildProcess;
  /** All its standard error. */
  readonly stderr: () => string;
  /** Sends a signal. Resolves, when the process has ended, to its exit code or the signal that ended it. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | string>;
  /** The value of a metric, summed over the series whose labels include `labels`. */
  readonly metric: (name: string, labels?: string) => Promise<number>;
}

/** Starts a stage and resolves when it is ready. Disposal kills it. */
export async function startStageProcess(
  name: 'submit' | 'extract' | 'save',
  env: Readonly<Record<string, string>>,
): Promise<StageProcess> {
  const port = await freePort(0, 'PORT');
  const child = spawn(process.execPath, ['functions/cli.ts', name], {
    env: { PATH: process.env.PATH, LOG_LEVEL: 'warn', ...env, PORT: String(port) },
    // A stage ends when this channel closes, so it does not outlive this process when a test times out.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const { stderr } = outputOf(child);
  const ended = once(child, 'exit').then(([code, signal]): number | string => code ?? signal);
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(5_000) }).catch(
      () => undefined,
    );
    await answer?.body?.cancel();
    // Checked first, because another server may answer at a port that this stage did not get.
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`stage ${name} ended while starting:\n${stderr()}`);
    if (answer !== undefined && (answer.ok || name === 'submit')) break;
    await sleep(50);
  }
  return {
    url,
    process: child,
    stderr,
    async end(signal) {
      child.kill(signal);
      return ended;
    },
    async metric(metricName, labels = '') {
      const text = await (await fetch(`${url}/metrics`)).text();
      return text
        .split('\n')
        .filter((line) => line.startsWith(`${metricName}{`) && line.includes(labels))
        .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
