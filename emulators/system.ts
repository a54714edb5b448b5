/** The questions that the search for emulators asks of the machine. Tests answer them for any machine. */
import { execFile } from 'node:child_process';
import { readdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Environment } from '../functions/common/process/settings.ts';

export interface CommandResult {
  readonly exitCode: number;
  /** Standard output and standard error. */
  readonly output: string;
}

export interface System {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly isFile: (path: string) => Promise<boolean>;
  /** The names in a folder; none where there is no such folder. */
  readonly list: (path: string) => Promise<readonly string[]>;
  /** The path with its symbolic links resolved; undefined where it leads nowhere. */
  readonly resolve: (path: string) => Promise<string | undefined>;
  /** Runs a command to its end, for 20 s at most; undefined where it could not be run. */
  readonly run: (command: string, args: readonly string[]) => Promise<CommandResult | undefined>;
}

const COMMAND_TIMEOUT_MS = 20_000;

/** This machine. */
export const thisSystem: System = {
  platform: process.platform,
  home: homedir(),
  isFile: (path) =>
    stat(path).then(
      (found) => found.isFile(),
      () => false,
    ),
  list: (path) => readdir(path).catch(() => []),
  resolve: (path) => realpath(path).catch(() => undefined),
  run: (command, args) =>
    new Promise((resolve) => {
      execFile(command, [...args], { timeout: COMMAND_TIMEOUT_MS }, (error, stdout, stderr) => {
        if (error === null) resolve({ exitCode: 0, output: stdout + stderr });
        else if (typeof error.code === 'number') resolve({ exitCode: error.code, output: stdout + stderr });
        else resolve(undefined);
      });
    }),
};

/** Looks a command up on the PATH, as a shell does. */
export async function onPath(
  command: string,
  environment: Environment,
  system: System,
): Promise<string | undefined> {
  const endings = system.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  for (const folder of (environment.PATH ?? '').split(delimiter)) {
    for (const ending of endings) {
      const path = join(folder, command + ending);
      if (folder !== '' && (await system.isFile(path))) return path;
    }
  }
  return undefined;
}
