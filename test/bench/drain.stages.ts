/**
 * Runs stages of a checkout on full queues, with emulators of its own, and reads from the system what their
 * processes used. Linux only.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PubSub } from '@google-cloud/pubsub';
import { z } from 'zod';
import { freePort } from '../../emulators/free-ports.ts';
import type { ProcessedPost, SubmittedPost } from '../../functions/common/domain/post.ts';
import { topology } from '../../functions/common/domain/topology.ts';
import { startTestEmulators } from '../support/emulators.ts';
import { type Usage, usageBetween, usageOf } from './usage.ts';

export type DrainingStage = 'extract' | 'save';

export interface DrainSetup {
  readonly stages: readonly DrainingStage[];
  /** Messages of topic posts. */
  readonly posts: readonly SubmittedPost[];
  /** Messages of topic processed-posts. */
  readonly processed: readonly ProcessedPost[];
  /** Posts before the figures begin. */
  readonly warmUp: number;
  readonly environment: Readonly<Record<string, string>>;
}

export interface ProcessFigures {
  /** Processor time of all threads, in milliseconds. */
  readonly msPerPost: number;
  readonly mainThreadMsPerPost: number;
  readonly residentMb: number;
}

export interface DrainFigures {
  readonly postsPerSecond: number;
  /** By stage; `pool` is all processes of the pool together. */
  readonly processes: Readonly<Record<string, ProcessFigures>>;
}

/** The emulators keep all messages and every version of every document. */
const HEAPS = { PUBSUB_EMULATOR_HEAP_MB: '1024', FIRESTORE_EMULATOR_HEAP_MB: '3072' };
const TICK_MS = 200;
/** A run without progress for this time has failed. */
const STALLED_AFTER_MS = 60_000;
/** The last posts find the queue no longer full. */
const MEASURED_SHARE = 0.95;

const Package = z.object({ scripts: z.object({ stage: z.string() }) });
const DONE: Readonly<Record<DrainingStage, RegExp>> = {
  extract: /^pipeline_posts_total\{outcome="(?:extracted|other-language)",stage="extract"\} (\d+)$/gm,
  save: /^pipeline_posts_total\{outcome="saved",stage="save"\} (\d+)$/gm,
};

/**
 * Publishes everything, then lets the stages work it off.
 * @param folder the checkout
 * @throws Error when a stage ends, or does nothing for a minute
 */
export async function drain(folder: string, setup: DrainSetup): Promise<DrainFigures> {
  await using emulators = await startTestEmulators(HEAPS);
  const { posts, processedPosts } = topology().topics;
  const acceptedAt = new Date().toISOString();
  await publish(
    emulators.pubsub,
    posts.name,
    setup.posts.map((post) => ({ ...post, acceptedAt })),
  );
  await publish(emulators.pubsub, processedPosts.name, setup.processed);
  const count = setup.posts.length + setup.processed.length;
  await using running = new AsyncDisposableStack();
  const stages = await Promise.all(
    setup.stages.map(async (name) =>
      running.use(await startStage(folder, name, { ...emulators.env, ...setup.environment })),
    ),
  );
  const last = stages.at(-1);
  if (last === undefined) throw new RangeError('no stage is to be measured');

  let movedAt = performance.now();
  let done = 0;
  const until = async (wanted: number): Promise<void> => {
    while (done < wanted) {
      if (stages.some(({ child }) => child.exitCode !== null || child.signalCode !== null))
        throw new Error('a stage ended');
      if (performance.now() - movedAt > STALLED_AFTER_MS) throw new Error(`stage ${last.name} does nothing`);
      await sleep(TICK_MS);
      const now = await last.done();
      if (now > done) movedAt = performance.now();
      done = now;
    }
  };
  const measure = (): readonly (readonly [string, Usage])[] => stages.flatMap(({ usage }) => usage());

  await until(setup.warmUp);
  const [from, startedAt, before] = [done, performance.now(), measure()];
  await until(Math.floor(count * MEASURED_SHARE));
  const [measured, seconds] = [done - from, (performance.now() - startedAt) / 1_000];
  const after = new Map(measure());
  return {
    postsPerSecond: measured / seconds,
    processes: Object.fromEntries(
      before.map(([name, usage]) => {
        const { totalMs, mainThreadMs, residentMb } = usageBetween(usage, after.get(name) ?? usage);
        return [
          name,
          { msPerPost: totalMs / measured, mainThreadMsPerPost: mainThreadMs / measured, residentMb },
        ];
      }),
    ),
  };
}

async function publish(pubsub: PubSub, topicName: string, values: readonly object[]): Promise<void> {
  const topic = pubsub.topic(topicName, { batching: { maxMessages: 500, maxMilliseconds: 10 } });
  await Promise.all(
    values.map((value) => topic.publishMessage({ data: Buffer.from(JSON.stringify(value)) })),
  );
}

interface RunningStage extends AsyncDisposable {
  readonly name: DrainingStage;
  readonly child: ChildProcess;
  /** How many posts it has done. */
  readonly done: () => Promise<number>;
  /** Of its process, and of its pool if it has one. */
  readonly usage: () => readonly (readonly [string, Usage])[];
}

async function startStage(
  folder: string,
  name: DrainingStage,
  environment: Readonly<Record<string, string>>,
): Promise<RunningStage> {
  const port = await freePort(0, 'PORT');
  const { scripts } = Package.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  const child = spawn(process.execPath, [...scripts.stage.split(' ').slice(1), name], {
    cwd: folder,
    env: { PATH: process.env.PATH, LOG_LEVEL: 'warn', ...environment, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const pid = child.pid ?? 0;
  return {
    name,
    child,
    async done() {
      const response = await fetch(`http://127.0.0.1:${port}/metrics`).catch(() => undefined);
      const text = (await response?.text()) ?? '';
      return [...text.matchAll(DONE[name])].reduce((sum, [, value]) => sum + Number(value), 0);
    },
    usage: () =>
      name === 'extract'
        ? [
            ['extract', usageOf(pid)],
            ['pool', usageOf(pid, 'children')],
          ]
        : [['save', usageOf(pid)]],
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
