/** Runs the commands of documents in a shell, in a folder that looks like a clone. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, symlink } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Folder, temporaryFolder } from '../folder.ts';

/** A shell that runs a command, with all processes that it starts. */
export interface Terminal extends AsyncDisposable {
  /** The output until now: standard output and standard error in their order of arrival. */
  readonly output: () => string;
  /** Resolves to the match once the output has it. Rejects when the command ends before. */
  readonly printed: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** Resolves when all its processes have ended, to the exit code or the signal that ended the shell. */
  readonly ended: Promise<number | string>;
  /** Ctrl-C in its terminal. */
  readonly interrupt: () => void;
}

/** Starts a command. Disposal kills it and all its processes. */
export function startShell(
  command: string,
  environment: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Terminal {
  const child = spawn('sh', ['-c', command], {
    cwd,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  let isOver = false;
  const ended = once(child, 'close').then(([code, signal]): number | string => {
    isOver = true;
    return code ?? signal;
  });
  return {
    output: () => output,
    async printed(pattern) {
      for (;;) {
        const found = pattern.exec(output);
        if (found !== null) return found;
        if (isOver) throw new Error(`\`${command}\` ended before it printed ${pattern}:\n${output}`);
        await sleep(20);
      }
    },
    ended,
    interrupt: () => signalGroup(child, 'SIGINT'),
    async [Symbol.asyncDispose]() {
      signalGroup(child, 'SIGKILL');
      await ended;
    },
  };
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // All processes of the group have ended.
  }
}

/**
 * A folder with a link to each part of the repository, where a command may write files. The paths in a
 * document then lead to files of the test.
 */
export async function linkedClone(): Promise<Folder> {
  const folder = await temporaryFolder();
  for (const name of await readdir('.'))
    if (!name.startsWith('.')) await symlink(resolve(name), folder.file(name));
  return folder;
}
