/**
 * A process of the pipeline under test. It starts as in production, ends in every possible way, and restarts
 * as under systemd.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../emulators/free-ports.ts';
import { descendantsOf } from '../../emulators/processes.ts';

export type StageName = 'submit' | 'extract' | 'save';

/** How a process ended on request. */
export interface Ending {
  readonly how: string;
  readonly ms: number;
}

export interface Supervised {
  readonly stage: StageName;
  readonly url: string;
  /** The number of its starts. */
  readonly lives: () => number;
  readonly pid: () => number | undefined;
  /** The ids of its pool processes at present. */
  readonly pool: () => readonly number[];
  /** kill -9. */
  readonly kill: () => void;
  /** Sends SIGTERM without a restart. */
  readonly end: () => Promise<Ending>;
  /** The file of its log. */
  readonly logFile: string;
}

export interface SupervisedOptions {
  readonly stage: StageName;
  readonly env: Readonly<Record<string, string>>;
  /** Additional environment of one life, such as a fault. The first life is 1. */
  readonly envOf?: (life: number) => Readonly<Record<string, string>>;
  /** A module of `preload/` to load before its code. */
  readonly preload?: string;
  readonly logFolder: string;
  /** The path of its log, if not a file in the log folder. */
  readonly logTo?: string;
  /** The limit of file descriptors for it and for each of its pool processes. */
  readonly maxDescriptors?: number;
}

const script = fileURLToPath(new URL('../../functions/cli.ts', import.meta.url));
/** Milliseconds until an unanswered request to a port is repeated. */
const ANSWER_MS = 5_000;
const RESTART_DELAY_MS = 300;
let started = 0;

/** Starts a stage and resolves when it is ready. */
export async function supervise(options: SupervisedOptions): Promise<Supervised> {
  const { stage } = options;
  const port = await freePort(0, 'PORT');
  const url = `http://127.0.0.1:${port}`;
  started += 1;
  mkdirSync(options.logFolder, { recursive: true });
  const logFile = options.logTo ?? join(options.logFolder, `${started}-${stage}.log`);
  let child: ChildProcess | undefined;
  let lives = 0;
  let ending = false;
  let lastEnd = '';

  const live = async (): Promise<void> => {
    while (!ending) {
      lives += 1;
      const log = openSync(logFile, 'a');
      const preload =
        options.preload === undefined ? '' : new URL(`./preload/${options.preload}.ts`, import.meta.url).href;
      const limit = options.maxDescriptors;
      const [command, ...before] =
        limit === undefined
          ? [process.execPath]
          : ['/bin/sh', '-c', `ulimit -n ${limit}; exec "$0" "$@"`, process.execPath];
      const own = spawn(command ?? '', [...before, script, stage], {
        env: {
          PATH: process.env.PATH ?? '',
          LOG_LEVEL: process.env.LOG_LEVEL ?? 'info',
          LOG_FORMAT: 'json',
          ...options.env,
          ...options.envOf?.(lives),
          PORT: String(port),
          ...(preload === '' ? {} : { NODE_OPTIONS: `--import=${preload}` }),
        },
        // A stage ends when this channel closes, so it does not outlive this process.
        stdio: ['ignore', 'ignore', log, 'ipc'],
      });
      child = own;
      closeSync(log);
      const [code, signal] = await once(own, 'exit');
      child = undefined;
      lastEnd = signal ?? `exit code ${code}`;
      if (!ending) await sleep(RESTART_DELAY_MS);
    }
  };
  const life = live();
  let ended: Promise<Ending> | undefined;
  const end = async (): Promise<Ending> => {
    // A process that was just killed may be starting. Until it listens, it has nothing to drain and no signal
    // handlers.
    await untilAnswers(url);
    ending = true;
    const from = performance.now();
    const wasUp = child !== undefined;
    child?.kill('SIGTERM');
    await life;
    return { how: wasUp ? lastEnd : 'was not up', ms: Math.round(performance.now() - from) };
  };
  await untilReady(url, stage);
  return {
    stage,
    url,
    logFile,
    lives: () => lives,
    pid: () => child?.pid,
    pool: () => (child?.pid === undefined ? [] : descendantsOf(child.pid)),
    kill: () => child?.kill('SIGKILL'),
    end() {
      ended ??= end();
      return ended;
    },
  };
}

/**
 * Waits until a server answers there, with any status. The wait has a limit, because a stage may be stuck.
 */
async function untilAnswers(url: string): Promise<void> {
  const giveUpAt = performance.now() + 20_000;
  while (performance.now() < giveUpAt) {
    if ((await statusOf(`${url}/healthz`)) !== undefined) return;
    await sleep(50);
  }
}

/** The status of a response; undefined without one. */
async function statusOf(url: string): Promise<number | undefined> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) }).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.status;
}

async function untilReady(url: string, stage: StageName): Promise<void> {
  const [path, status] = stage === 'submit' ? ['/', 404] : ['/healthz', 200];
  const giveUpAt = performance.now() + 60_000;
  for (;;) {
    if ((await statusOf(`${url}${path}`)) === status) return;
    if (performance.now() > giveUpAt) throw new Error(`stage ${stage} did not become ready at ${url}`);
    await sleep(50);
  }
}
