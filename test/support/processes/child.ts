/** Child processes of tests: their output, and processes that must be gone. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Child extends AsyncDisposable {
  readonly process: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves when standard output matches; rejects when the process ends before. */
  readonly printed: (pattern: RegExp) => Promise<void>;
  /** Resolves to the exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

/**
 * Starts `node` with arguments; disposing kills it.
 * @param options.group in a process group of its own, so that a signal can be sent to it as a terminal does
 * @param options.stdin what it reads on standard input; nothing by default
 */
export function startNode(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  options: { readonly group?: boolean; readonly stdin?: string } = {},
): Child {
  const child = spawn(process.execPath, [...args], {
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: options.group ?? false,
  });
  // It may end without having read all that it is given.
  child.stdin.on('error', () => undefined).end(options.stdin);
  const { stdout, stderr } = outputOf(child);
  const ended = once(child, 'close').then(([code, signal]): number | string => code ?? signal);
  let over = false;
  void ended.then(() => {
    over = true;
  });
  return {
    process: child,
    stdout,
    stderr,
    ended,
    async printed(pattern) {
      while (!pattern.test(stdout())) {
        if (over) throw new Error(`ended before it printed ${pattern}:\n${stdout()}\n${stderr()}`);
        await sleep(20);
      }
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** What a process has printed so far, from now on. */
export function outputOf(child: ChildProcess): {
  readonly stdout: () => string;
  readonly stderr: () => string;
} {
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      printed[name] += text;
    });
  return { stdout: () => printed.stdout, stderr: () => printed.stderr };
}

/** Whether somebody listens at host:port. */
export function isListening(host: string): Promise<boolean> {
  const [name, port] = host.split(':');
  return new Promise((resolve) => {
    const socket = createConnection({ host: name ?? '', port: Number(port) });
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

/** Waits until nobody listens there; a test's time-out is the limit. */
export async function untilNobodyListens(host: string): Promise<void> {
  while (await isListening(host)) await sleep(20);
}
