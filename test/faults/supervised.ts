/**
 * A process of the pipeline under test: started as in production, ended in every way there is, and started
 * again as systemd would.
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

/** How a process ended that was asked to. */
export interface Ending {
  readonly how: string;
  readonly ms: number;
}

export interface Supervised {
  readonly stage: StageName;
  readonly url: string;
  /** How often it was started. */
  readonly lives: () => number;
  readonly pid: () => number | undefined;
  /** Its pool processes at this moment. */
  readonly pool: () => readonly number[];
  /** kill -9. */
  readonly kill: () => void;
  /** SIGTERM; it is not started again. */
  readonly end: () => Promise<Ending>;
  /** The stream of its log. */
  readonly logFile: string;
}

export interface SupervisedOptions {
  readonly stage: StageName;
  readonly env: Readonly<Record<string, string>>;
  /** What one life has besides, for example a fault; the first is 1. */
  readonly envOf?: (life: number) => Readonly<Record<string, string>>;
  /** A module of `preload/` that is loaded before its own code. */
  readonly preload?: string;
  readonly logFolder: string;
  /** Another place for its log than a file there. */
  readonly logTo?: string;
  /** How many file descriptors it may have, its pool's processes each as many. */
  readonly maxDescriptors?: number;
}

const script = fileURLToPath(new URL('../../functions/cli.ts', import.meta.url));
/** Somebody at a port who does not answer in so long is asked again. */
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
        // The channel is how it notices that this process is gone.
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
    // Killed a moment ago, it may be starting again: until it listens it has nothing to drain, and no ears
    // for signals.
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

/** Waits until somebody answers there, whatever the answer; not for ever, because a stage may be stuck. */
async function untilAnswers(url: string): Promise<void> {
  const giveUpAt = performance.now() + 20_000;
  while (performance.now() < giveUpAt) {
    if ((await statusOf(`${url}/healthz`)) !== undefined) return;
    await sleep(50);
  }
}

/** The status of an answer; undefined when there is none. */
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
