/** Child processes of tests: their output, and their end. */
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
 * Starts `node` with arguments. Disposal kills it.
 * @param options.group in a separate process group, which a test can signal as a terminal does
 * @param options.stdin the content of standard input; empty by default
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
  // It may end before it has read all of its input.
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

/** The output of a process from now on. */
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

/** Whether a server listens at host:port. */
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

/** Waits until no server listens there. The timeout of the test limits the wait. */
export async function untilNobodyListens(host: string): Promise<void> {
  while (await isListening(host)) await sleep(20);
}
