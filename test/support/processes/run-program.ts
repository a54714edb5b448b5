/** Runs a small program of the folder `programs/` beside this file as a separate process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface ProgramRun {
  readonly child: ChildProcess;
  /** Standard output and standard error until now, in their order of arrival. */
  readonly output: () => string;
  /** Resolves once the output contains `text`. Rejects when the program ends without it. */
  readonly says: (text: string) => Promise<void>;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/**
 * Starts a program with Node.
 * @param file its name in `programs/`
 * @param environment its whole environment except PATH
 * @param by `sh` runs it inside a shell, which is then the child
 */
export function runProgram(
  file: string,
  environment: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
  by: 'itself' | 'sh' = 'itself',
): ProgramRun {
  const path = fileURLToPath(new URL(`./programs/${file}`, import.meta.url));
  const words = [process.execPath, path, ...args];
  // The second command keeps the shell from replacing itself by the program.
  const [command = '', ...rest] = by === 'sh' ? ['sh', '-c', '"$@"; exit $?', 'sh', ...words] : words;
  const child = spawn(command, rest, {
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const listener of listeners) listener();
    });
  }
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, signal: child.signalCode }));
  const says = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (output.includes(text)) resolve();
      };
      listeners.add(look);
      look();
      void ended.then(() => reject(new Error(`ended without saying "${text}":\n${output}`)));
    });
  return { child, output: () => output, says, ended };
}
