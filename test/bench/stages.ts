/**
 * The stages of a checkout as processes of a benchmark, and their usage as the system reports it. Linux only.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { freePort } from '../../emulators/free-ports.ts';
import { proportionalMbOf, type Usage, usageOf } from './usage.ts';

export type BenchStage = 'submit' | 'extract' | 'save' | 'show';

export interface RunningStage extends AsyncDisposable {
  readonly name: BenchStage;
  readonly url: string;
  readonly child: ChildProcess;
  /** The number of posts done; submit and show count none. */
  readonly done: () => Promise<number>;
  /** The number of documents that it wrote to Firestore. */
  readonly writes: () => Promise<number>;
  /** The usage of its process, and of its pool if it has one. */
  readonly usage: () => readonly (readonly [string, Usage])[];
  /** Megabytes (PSS) of its process, and of its pool if it has one. */
  readonly memory: () => readonly (readonly [string, number])[];
}

const Package = z.object({ scripts: z.object({ stage: z.string() }) });
const WRITES = /^pipeline_firestore_writes_total\{stage="save"\} (\d+)$/gm;
const DONE: Readonly<Record<BenchStage, RegExp>> = {
  submit: /^nothing$/gm,
  show: /^nothing$/gm,
  extract: /^pipeline_posts_total\{outcome="(?:extracted|other-language)",stage="extract"\} (\d+)$/gm,
  save: /^pipeline_posts_total\{outcome="saved",stage="save"\} (\d+)$/gm,
};

/**
 * Starts a stage, and does not wait until it is ready.
 * @param folder the checkout
 */
export async function startStage(
  folder: string,
  name: BenchStage,
  environment: Readonly<Record<string, string>>,
): Promise<RunningStage> {
  const port = await freePort(0, 'PORT');
  const url = `http://127.0.0.1:${port}`;
  const { scripts } = Package.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  const child = spawn(process.execPath, [...scripts.stage.split(' ').slice(1), name], {
    cwd: folder,
    env: { PATH: process.env.PATH, LOG_LEVEL: 'warn', ...environment, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const pid = child.pid ?? 0;
  const each = <Value>(
    of: (pid: number, whose: 'itself' | 'children') => Value,
  ): readonly (readonly [string, Value])[] =>
    name === 'extract'
      ? [
          ['extract', of(pid, 'itself')],
          ['pool', of(pid, 'children')],
        ]
      : [[name, of(pid, 'itself')]];
  const counted = async (metric: RegExp): Promise<number> => {
    const response = await fetch(`${url}/metrics`).catch(() => undefined);
    const text = (await response?.text()) ?? '';
    return [...text.matchAll(metric)].reduce((sum, [, value]) => sum + Number(value), 0);
  };
  return {
    name,
    url,
    child,
    done: () => counted(DONE[name]),
    writes: () => counted(WRITES),
    usage: () => each(usageOf),
    memory: () => each(proportionalMbOf),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/**
 * Waits until a server answers at this URL, with any status.
 * @throws Error when none has for a minute
 */
export async function untilAnswers(url: string): Promise<void> {
  for (const giveUpAt = performance.now() + 60_000; performance.now() < giveUpAt; await sleep(50)) {
    const response = await fetch(url).catch(() => undefined);
    await response?.body?.cancel();
    if (response !== undefined) return;
  }
  throw new Error(`nobody answers at ${url}`);
}

/** @throws Error when one of the stages has ended */
export function checkAlive(stages: readonly RunningStage[]): void {
  for (const { name, child } of stages)
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`stage ${name} ended`);
}
