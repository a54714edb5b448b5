/** The submit command line in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { outputOf } from '../processes/child.ts';

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly process: ChildProcess;
  readonly result: Promise<CliResult>;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Buffer;
  /** No file may become larger: to the process that is a full disk. */
  readonly maxFileKilobytes?: number;
}

/** Starts it. */
export function startCli(args: readonly string[], options: CliOptions = {}): RunningCli {
  const limit = options.maxFileKilobytes;
  const [command, ...before] =
    limit === undefined
      ? [process.execPath]
      : ['bash', '--norc', '-c', `ulimit -f ${limit}; exec "$0" "$@"`, process.execPath];
  const child = spawn(command ?? '', [...before, 'tools/submit/cli.ts', ...args], {
    env: { PATH: process.env.PATH, ...options.env },
    stdio: 'pipe',
  });
  const { stdout, stderr } = outputOf(child);
  // It may end without having read all that it is given.
  child.stdin.on('error', () => undefined).end(options.stdin);
  const result = once(child, 'close').then(() => ({
    code: child.exitCode,
    stdout: stdout(),
    stderr: stderr(),
  }));
  return { process: child, result };
}

/** Runs it to its end. */
export function runCli(args: readonly string[], options?: CliOptions): Promise<CliResult> {
  return startCli(args, options).result;
}
