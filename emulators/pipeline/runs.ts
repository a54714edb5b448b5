/**
 * Records the running emulators, so that a later start recognises leftovers of an earlier one. Each run has a
 * folder with the emulators' logs and `run.json`. Guards end emulators with their parent, so an emulator is
 * left over only when its guard was killed too.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import { kill } from '../../functions/common/process/kill.ts';
import type { Log } from '../../functions/common/process/log.ts';
import { type Guarded, killGroup } from '../guarded.ts';
import { identify, isRunning } from '../processes.ts';

/** An emulator that has just been killed may still add a file to its folder: `rm` then finds it not empty. */
const REMOVE_ALL = { recursive: true, force: true, maxRetries: 10, retryDelay: 50 } as const;

const processSchema = z.object({ pid: z.int().positive(), started: z.string() });

const runSchema = z.object({
  /** The process the emulators belong to: they are left over when it is gone. */
  owner: processSchema,
  emulators: z.array(
    z.object({
      name: z.string(),
      /** The guard, which leads the process group, and the emulator itself. */
      processes: z.array(processSchema),
      container: z.object({ docker: z.string(), name: z.string() }).optional(),
    }),
  ),
});

type RunRecord = z.infer<typeof runSchema>;

export interface RecordedRun extends AsyncDisposable {
  readonly folder: string;
  /** Writes down which processes belong to the run. */
  readonly record: (emulators: readonly Guarded[]) => Promise<void>;
}

/**
 * Opens a run of this process.
 * @throws ExplainedError with exit code 69 when nothing can be written there
 */
export async function openRun(state: string): Promise<RecordedRun> {
  const folder = await openFolder(state);
  const record = async (emulators: readonly Guarded[]): Promise<void> => {
    const owner = identify(process.pid);
    // Without start times (Windows) a leftover cannot be distinguished from an unrelated process, so nothing
    // is recorded.
    if (owner === undefined) return;
    const run: RunRecord = {
      owner,
      emulators: emulators.map(({ launch, pids }) => ({
        name: launch.name,
        processes: pids.map(identify).filter((id) => id !== undefined),
        ...(launch.container && { container: launch.container }),
      })),
    };
    await writeFile(join(folder, 'new.json'), JSON.stringify(run));
    await rename(join(folder, 'new.json'), join(folder, 'run.json'));
  };
  await record([]);
  return { folder, record, [Symbol.asyncDispose]: () => rm(folder, REMOVE_ALL) };
}

async function openFolder(state: string): Promise<string> {
  try {
    await mkdir(state, { recursive: true, mode: 0o700 });
    return await mkdtemp(join(state, 'run-'));
  } catch (error) {
    throw new ExplainedError(
      `Google's emulators need a folder for their logs, but ${state} is not writable. ` +
        'Make the folder of the sources or your home folder writable, or use `--engine local`, which writes nothing.',
      ExitCode.unavailable,
      { cause: error },
    );
  }
}

/**
 * Ends the leftovers of runs whose process is dead. Runs of living processes, our own or other people's, are
 * not touched.
 */
export async function endLeftovers(state: string, log: Log): Promise<void> {
  const folders = await readdir(state).catch(() => []);
  await Promise.all(
    folders.filter((name) => name.startsWith('run-')).map((name) => endLeftover(join(state, name), log)),
  );
}

/** Far longer than the time between the creation of a folder and its first record. */
const UNRECORDED_MS = 60_000;

/** A killed process is gone in moments, unless it is another person's: its port then tells who holds it. */
const KILL_MS = 5_000;

async function endLeftover(folder: string, log: Log): Promise<void> {
  const run = await readRecord(join(folder, 'run.json'));
  if (run === undefined) {
    const made = await stat(folder).catch(() => undefined);
    if (made !== undefined && Date.now() - made.mtimeMs > UNRECORDED_MS) await remove(folder);
    return;
  }
  if (isRunning(run.owner)) return;
  for (const emulator of run.emulators) {
    const alive = emulator.processes.filter(isRunning);
    for (const { pid } of alive) {
      log.warn(`ending the ${emulator.name} emulator (pid ${pid}), which a killed run left behind`);
      // Any process of the group may be gone, and its number reused by an unrelated one. So only recognised
      // processes are killed.
      if (pid === emulator.processes[0]?.pid) killGroup(pid);
      else kill(pid);
    }
    if (emulator.container !== undefined) removeContainer(emulator.container);
    const giveUpAt = performance.now() + KILL_MS;
    while (alive.some(isRunning) && performance.now() < giveUpAt) await sleep(20);
  }
  await remove(folder);
}

async function readRecord(path: string): Promise<RunRecord | undefined> {
  try {
    return runSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

function removeContainer(container: { readonly docker: string; readonly name: string }): void {
  try {
    execFileSync(container.docker, ['rm', '--force', container.name], { stdio: 'ignore', timeout: 20_000 });
  } catch {
    // There is none of that name, or no engine: nothing is left over.
  }
}

async function remove(folder: string): Promise<void> {
  await rm(folder, REMOVE_ALL);
}
