/** Runs the save stage of a checkout on posts with separate emulators, and reads its figures. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { freePort } from '../../emulators/free-ports.ts';
import { descendantsOf } from '../../emulators/processes.ts';
import type { ProcessedPost } from '../../functions/common/domain/post.ts';
import { topology } from '../../functions/common/domain/topology.ts';
import { startTestEmulators, testEngine } from '../support/emulators.ts';
import { usageOfAll } from './usage.ts';

export interface SaverFigures {
  readonly saved: number;
  readonly writesPerPost: number;
  /** Of the whole process, after the warm-up. */
  readonly processorMsPerPost: number;
  readonly residentMb: number;
  /** Of Google's emulators, which keep every version of every document; undefined on the local engine. */
  readonly emulatorsMb: number | undefined;
}

export interface SaverRun {
  readonly posts: readonly ProcessedPost[];
  /** The posts of a full batch. */
  readonly window: number;
  readonly warmUp: number;
  /** Posts per second; undefined when all are published before the stage starts. */
  readonly rate: number | undefined;
}

/** The emulators keep all messages and every version of every document. */
const HEAPS = { PUBSUB_EMULATOR_HEAP_MB: '1024', FIRESTORE_EMULATOR_HEAP_MB: '3072' };
const TICK_MS = 50;
/** Reading the metrics costs the stage some milliseconds. */
const METRICS_EVERY_MS = 1_000;
/** A run without progress for this time has failed. */
const STALLED_AFTER_MS = 60_000;

const Package = z.object({ scripts: z.object({ stage: z.string() }) });

/** @param folder the checkout */
export async function runSaver(folder: string, run: SaverRun): Promise<SaverFigures> {
  await using emulators = await startTestEmulators(HEAPS);
  const engine = descendantsOf(process.pid);
  const topic = emulators.pubsub.topic(topology().topics.processedPosts.name, {
    batching: { maxMessages: 500, maxMilliseconds: 10 },
  });
  const publish = (some: readonly ProcessedPost[]): Promise<unknown> =>
    Promise.all(some.map((post) => topic.publishMessage({ data: Buffer.from(JSON.stringify(post)) })));
  if (run.rate === undefined) await publish(run.posts);

  const port = await freePort(0, 'PORT');
  const { scripts } = Package.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  const child = spawn(process.execPath, [...scripts.stage.split(' ').slice(1), 'save'], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      LOG_LEVEL: 'warn',
      ...emulators.env,
      SAVE_MAX_POSTS: String(run.window),
      PORT: String(port),
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  try {
    const metrics = (): Promise<ReadonlyMap<string, number>> =>
      readMetrics(`http://127.0.0.1:${port}/metrics`);
    const started = systemNow();
    let sent = run.rate === undefined ? run.posts.length : 0;
    let first: ReadonlyMap<string, number> | undefined;
    let last: ReadonlyMap<string, number> = new Map();
    let movedAt = systemNow();
    let readAt = 0;
    while ((last.get(SAVED) ?? 0) < run.posts.length) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error('the save stage ended');
      if (systemNow() - movedAt > STALLED_AFTER_MS) throw new Error('the save stage does not save any more');
      if (run.rate !== undefined && last.size > 0) {
        const due = Math.min(run.posts.length, Math.floor(((systemNow() - started) / 1_000) * run.rate));
        void publish(run.posts.slice(sent, Math.max(sent, due)));
        sent = Math.max(sent, due);
      }
      await sleep(TICK_MS);
      if (last.size > 0 && systemNow() - readAt < METRICS_EVERY_MS) continue;
      readAt = systemNow();
      const now = await metrics().catch(() => new Map<string, number>());
      if (now.size === 0) continue;
      if ((now.get(SAVED) ?? 0) !== (last.get(SAVED) ?? 0)) movedAt = systemNow();
      last = now;
      if (first === undefined && (now.get(SAVED) ?? 0) >= run.warmUp) first = now;
    }
    const between = (name: string): number => (last.get(name) ?? 0) - (first?.get(name) ?? 0);
    return {
      saved: last.get(SAVED) ?? 0,
      writesPerPost: (last.get(WRITES) ?? 0) / (last.get(SAVED) ?? 1),
      processorMsPerPost: (between(PROCESSOR) * 1_000) / between(SAVED),
      residentMb: (last.get(RESIDENT) ?? 0) / 1e6,
      // This throws where one of them ended, so none was restarted in the run.
      emulatorsMb: testEngine === 'google' ? usageOfAll(engine).residentMb : undefined,
    };
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

const SAVED = 'pipeline_posts_total{outcome="saved",stage="save"}';
const WRITES = 'pipeline_firestore_writes_total{stage="save"}';
const PROCESSOR = 'process_cpu_seconds_total{stage="save"}';
const RESIDENT = 'process_resident_memory_bytes{stage="save"}';

async function readMetrics(url: string): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(url)).text();
  return new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

function systemNow(): number {
  return performance.now();
}
