/** The submit command line as a separate process. */
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
  /** The largest file that it may write. At this limit writes fail as on a full disk. */
  readonly maxFileKilobytes?: number;
}

/** Starts the command. */
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
  // It may end before it has read all of its input.
  child.stdin.on('error', () => undefined).end(options.stdin);
  const result = once(child, 'close').then(() => ({
    code: child.exitCode,
    stdout: stdout(),
    stderr: stderr(),
  }));
  return { process: child, result };
}

/** Runs the command to its end. */
export function runCli(args: readonly string[], options?: CliOptions): Promise<CliResult> {
  return startCli(args, options).result;
}
