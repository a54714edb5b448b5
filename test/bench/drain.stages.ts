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
import { checkAlive, type RunningStage, startStage } from './stages.ts';
import { sumOfUsages, type Usage, usageBetween, usageOfAll, usagePer, wantedMsOfChildren } from './usage.ts';

export type DrainingStage = 'extract' | 'save';

export interface DrainSetup {
  /** A post is done when the last of these stages has done it, or another instance of that stage. */
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
   * services. A run in which one of these ended fails, so none is ever restarted.
   */
  readonly processes: Readonly<Record<string, Usage>>;
  /** Documents that the savers wrote, per post. */
  readonly writes: number;
  /** The share of the time for which a process of the pool had work; undefined without a pool. */
  readonly busyShare: number | undefined;
}

/** The state of a run at a moment. */
interface DrainState {
  readonly at: number;
  readonly usages: ReadonlyMap<string, Usage>;
  readonly poolThreads: number;
  readonly poolWantedMs: number;
  readonly writes: number;
}

/** Reading the metrics takes a stage some milliseconds. */
const TICK_MS = 1_000;
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
  const last = setup.stages.at(-1);
  if (last === undefined) throw new RangeError('no stage is to be measured');
  const finishing = stages.filter(({ name }) => name === last);
  const daemons = stages.filter(({ name }) => name === 'extract').map(({ child }) => child.pid ?? 0);

  let movedAt = performance.now();
  let done = 0;
  const until = async (wanted: number): Promise<void> => {
    while (done < wanted) {
      checkAlive(stages);
      if (performance.now() - movedAt > STALLED_AFTER_MS) throw new Error(`stage ${last} does nothing`);
      await sleep(TICK_MS);
      const now = await sumOf(finishing, (stage) => stage.done());
      if (now > done) movedAt = performance.now();
      done = now;
    }
  };
  const measure = async (): Promise<DrainState> => {
    const usages = [...stages.flatMap(({ usage }) => [...usage()]), ['engine', usageOfAll(engine)] as const];
    const byName = Map.groupBy(usages, ([name]) => name);
    const pools = daemons.map(wantedMsOfChildren);
    return {
      at: performance.now(),
      usages: new Map([...byName].map(([name, own]) => [name, sumOfUsages(own.map(([, usage]) => usage))])),
      poolThreads: sum(pools.map(({ threads }) => threads)),
      poolWantedMs: sum(pools.map(({ wantedMs }) => wantedMs)),
      writes: await sumOf(finishing, (stage) => stage.writes()),
    };
  };

  await until(setup.warmUp);
  const [from, before] = [done, await measure()];
  await until(Math.floor(count * MEASURED_SHARE));
  const [measured, after] = [done - from, await measure()];
  const tookMs = after.at - before.at;
  const { poolThreads } = after;
  return {
    postsPerSecond: measured / (tookMs / 1_000),
    processes: Object.fromEntries(
      [...before.usages].map(([name, usage]) => [
        name,
        usagePer(usageBetween(usage, after.usages.get(name) ?? usage), measured),
      ]),
    ),
    writes: (after.writes - before.writes) / measured,
    busyShare:
      poolThreads === 0 ? undefined : (after.poolWantedMs - before.poolWantedMs) / (tookMs * poolThreads),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

async function sumOf(
  stages: readonly RunningStage[],
  of: (stage: RunningStage) => Promise<number>,
): Promise<number> {
  return sum(await Promise.all(stages.map(of)));
}

async function publish(pubsub: PubSub, topicName: string, values: readonly object[]): Promise<void> {
  const topic = pubsub.topic(topicName, { batching: { maxMessages: 500, maxMilliseconds: 10 } });
  await Promise.all(
    values.map((value) => topic.publishMessage({ data: Buffer.from(JSON.stringify(value)) })),
  );
}
