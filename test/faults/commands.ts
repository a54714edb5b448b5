/** Runs operators' commands as processes beside the pipeline under test. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const scripts = {
  rollup: '../../tools/rollup/cli.ts',
  forget: '../../tools/correct/forget/cli.ts',
  recount: '../../tools/correct/recount/cli.ts',
} as const;

export interface CommandOptions {
  /** A module of `preload/` to load before the command's code. It reads its settings from the environment. */
  readonly preload?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds until a kill -9. */
  readonly killAfterMs?: number;
}

/** Runs a command. @returns its exit code, or the signal that ended it */
export type RunCommand = (
  name: keyof typeof scripts,
  args: readonly string[],
  options?: CommandOptions,
) => Promise<number | string>;

/** Runs commands with this environment. Writes all their output to one file in the folder. */
export function commandsWith(env: Readonly<Record<string, string>>, logFolder: string): RunCommand {
  return async (name, args, { preload, env: own, killAfterMs } = {}) => {
    mkdirSync(logFolder, { recursive: true });
    const log = openSync(join(logFolder, 'commands.log'), 'a');
    const child = spawn(process.execPath, [fileURLToPath(new URL(scripts[name], import.meta.url)), ...args], {
      env: {
        PATH: process.env.PATH ?? '',
        LOG_FORMAT: 'json',
        ...env,
        ...own,
        ...(preload !== undefined && {
          NODE_OPTIONS: `--import=${new URL(`./preload/${preload}.ts`, import.meta.url).href}`,
        }),
      },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    const ended = once(child, 'exit').then(([code, signal]): number | string => signal ?? code);
    if (killAfterMs !== undefined) {
      await Promise.race([sleep(killAfterMs), ended]);
      child.kill('SIGKILL');
    }
    return await ended;
  };
}
