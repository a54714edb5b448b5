/**
 * Runs stages of a checkout on full queues with separate emulators, and reads the resource usage of their
 * processes from the system.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { PubSub } from '@google-cloud/pubsub';
import { descendantsOf } from '../../emulators/processes.ts';
import type { ProcessedPost, SubmittedPost } from '../../functions/common/domain/post.ts';
import { topology } from '../../functions/common/domain/topology.ts';
import { startBenchEngine } from './engine.ts';
import { checkAlive, startStage } from './stages.ts';
import { type Usage, usageBetween, usageOfAll, usagePer } from './usage.ts';

export type DrainingStage = 'extract' | 'save';

export interface DrainSetup {
  readonly stages: readonly DrainingStage[];
  /** Messages of topic posts. */
  readonly posts: readonly SubmittedPost[];
  /** Messages of topic processed-posts. */
  readonly processed: readonly ProcessedPost[];
  /** Posts before the measurement begins. */
  readonly warmUp: number;
  readonly environment: Readonly<Record<string, string>>;
}

export interface DrainFigures {
  readonly postsPerSecond: number;
  /**
   * The usage per post, by stage. `pool` sums all pool processes, `engine` those of the stand-in for Google's
   * services.
   */
  readonly processes: Readonly<Record<string, Usage>>;
}

const TICK_MS = 200;
/** A run without progress for this time has failed. */
const STALLED_AFTER_MS = 60_000;
/** For the last posts the queue is no longer full. */
const MEASURED_SHARE = 0.95;

/**
 * Publishes everything, then lets the stages drain the queues.
 * @param folder the checkout
 * @throws Error when a stage ends, or makes no progress for a minute
 */
export async function drain(folder: string, setup: DrainSetup): Promise<DrainFigures> {
  await using emulators = await startBenchEngine();
  const { posts, processedPosts } = topology().topics;
  const acceptedAt = new Date().toISOString();
  await publish(
    emulators.pubsub,
    posts.name,
    setup.posts.map((post) => ({ ...post, acceptedAt })),
  );
  await publish(emulators.pubsub, processedPosts.name, setup.processed);
  const engine = descendantsOf(process.pid);
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
      checkAlive(stages);
      if (performance.now() - movedAt > STALLED_AFTER_MS) throw new Error(`stage ${last.name} does nothing`);
      await sleep(TICK_MS);
      const now = await last.done();
      if (now > done) movedAt = performance.now();
      done = now;
    }
  };
  const measure = (): (readonly [string, Usage])[] => [
    ...stages.flatMap(({ usage }) => [...usage()]),
    ['engine', usageOfAll(engine)],
  ];

  await until(setup.warmUp);
  const [from, startedAt, before] = [done, performance.now(), measure()];
  await until(Math.floor(count * MEASURED_SHARE));
  const [measured, seconds] = [done - from, (performance.now() - startedAt) / 1_000];
  const after = new Map(measure());
  return {
    postsPerSecond: measured / seconds,
    processes: Object.fromEntries(
      before.map(([name, usage]) => [
        name,
        usagePer(usageBetween(usage, after.get(name) ?? usage), measured),
      ]),
    ),
  };
}

async function publish(pubsub: PubSub, topicName: string, values: readonly object[]): Promise<void> {
  const topic = pubsub.topic(topicName, { batching: { maxMessages: 500, maxMilliseconds: 10 } });
  await Promise.all(
    values.map((value) => topic.publishMessage({ data: Buffer.from(JSON.stringify(value)) })),
  );
}
