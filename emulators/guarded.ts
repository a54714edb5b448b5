/** Starts one emulator process under its guard. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { kill } from '../functions/common/process/kill.ts';
import type { Environment } from '../functions/common/process/settings.ts';
import type { Launch } from './ways.ts';

/** The order that the guard carries out. */
export interface GuardOrder extends Pick<Launch, 'command' | 'args' | 'container' | 'endsItsOwn'> {
  /** The file the emulator's output goes to. */
  readonly log: string;
}

/** An event that the guard reports. */
export type GuardEvent = { readonly pid: number } | { readonly exit: string } | { readonly error: string };

export interface Guarded extends AsyncDisposable {
  readonly launch: Launch;
  /** The guard, which leads the process group, and the emulator. */
  readonly pids: readonly number[];
  /** Resolves to how it ended, when it ends unexpectedly. */
  readonly ended: Promise<string>;
  /** All it has printed so far. */
  readonly output: () => Promise<string>;
}

const GUARD = fileURLToPath(new URL('./guard.ts', import.meta.url));

/**
 * Starts it; resolves as soon as the process runs, long before it answers.
 * @param folder its working directory, which also holds its log
 */
export async function startGuarded(
  launch: Launch,
  folder: string,
  environment: Environment,
): Promise<Guarded> {
  for (const [name, text] of Object.entries(launch.files ?? {})) await writeFile(join(folder, name), text);
  const log = join(folder, `${launch.name}.log`);
  await writeFile(log, '');
  const { command, args, container, endsItsOwn } = launch;
  const order: GuardOrder = {
    command,
    args,
    log,
    ...(container && { container }),
    ...(endsItsOwn && { endsItsOwn }),
  };
  const guard = spawn(process.execPath, [GUARD, JSON.stringify(order)], {
    cwd: folder,
    env: { ...environment, ...launch.env },
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const exited = once(guard, 'exit');
  guard.stdin.on('error', () => undefined);

  let stopping = false;
  let pid: number | undefined;
  const { promise: ended, resolve: end } = Promise.withResolvers<string>();
  const { promise: started, resolve: start } = Promise.withResolvers<void>();
  const finish = (how: string): void => {
    if (!stopping) end(how);
    start();
  };
  createInterface(guard.stdout).on('line', (line) => {
    const event: GuardEvent = JSON.parse(line);
    if ('pid' in event) {
      pid = event.pid;
      start();
    } else if ('error' in event) finish(`could not be started: ${event.error}`);
    else
      finish(
        /^\d+$/.test(event.exit)
          ? `ended with exit code ${event.exit}`
          : `was ended by the signal ${event.exit}`,
      );
  });
  void exited.then(() => {
    // A guard that was killed cannot have taken its emulator down.
    killGroup(guard.pid);
    finish('was ended, because the process that guards it had ended');
  });
  await started;
  return {
    launch,
    pids: [guard.pid, pid].filter((id) => id !== undefined),
    ended,
    output: () => readFile(log, 'utf8').catch(() => ''),
    async [Symbol.asyncDispose]() {
      stopping = true;
      guard.stdin.end();
      await exited;
    },
  };
}

/** Kills a guard's process group. */
export function killGroup(guardPid: number | undefined): void {
  if (guardPid !== undefined && process.platform !== 'win32') kill(-guardPid);
}
