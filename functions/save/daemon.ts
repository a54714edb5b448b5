/**
 * The save daemon: topic processed-posts → saver → Firestore. Here the parts are joined; what they do is in
 * their own files.
 */
import { Counter, Gauge, Histogram } from 'prom-client';
import type { Daemon, DaemonParts } from '../common/cloud/daemon.ts';
import { deadLetter } from '../common/cloud/dead-letters.ts';
import { openPublisher } from '../common/cloud/publisher.ts';
import { type Delivery, openSubscriber } from '../common/cloud/subscriber.ts';
import { decodeMessage } from '../common/domain/decode.ts';
import { ProcessedPost } from '../common/domain/post.ts';
import type { Rejection } from '../common/domain/rejection.ts';
import { type Log, traceFields } from '../common/process/log.ts';
import { type Metrics, measureHeld } from '../common/process/metrics.ts';
import type { Clock } from '../common/process/runtime.ts';
import { endsWithin } from '../common/process/time-limit.ts';
import { parseTraceparent, traceAttribute } from '../common/process/trace.ts';
import type { BatchLimits } from './backlog.ts';
import { watchPublications } from './publication-watch.ts';
import { type RunnerOptions, startRollUp } from './rollup/runner.ts';
import { createSilenceWatch } from './rollup/silence-watch.ts';
import { createSaver } from './saver.ts';
import type { SaveStore } from './store.ts';

const STAGE = 'save';

/** How long the end of the daemon waits for a commit of the roll-up in flight. */
const LAST_ROLL_UP_MS = 1_000;
/**
 * The longest pause between two pulls. Messages wait for their batch anyway, so a fifth of that wait hardly
 * delays them.
 */
const LONGEST_PAUSE_MS = 200;
/** Batches held at a time: one that fills while others are being committed. */
const BATCHES_HELD = 4;

export interface SaveParts extends DaemonParts {
  readonly store: SaveStore;
  readonly batch: BatchLimits;
  readonly parallelCommits: number;
  /** How long a failed commit is retried before its messages are handed back, in milliseconds. */
  readonly retryForMs: number;
  readonly rollUp: Pick<RunnerOptions, 'firestore' | 'intervalMs'>;
}

/** Starts the daemon. Disposing of it drains it. */
export function openSaveDaemon(parts: SaveParts): Daemon {
  const { metrics, log, runtime } = parts;
  const { clock } = runtime;
  const measures = createMeasures(metrics);
  const seePublication = watchPublications(metrics);
  const deadLetters = openPublisher(parts.pubsub, parts.topology.topics.processedPostsDeadLetter.name, {
    timeoutMs: parts.publishTimeoutMs,
    maxDelayMs: 10,
    runtime,
  });
  const reject = (delivery: Delivery, rejection: Rejection): void => {
    void deadLetter(delivery, rejection, { publisher: deadLetters, stage: STAGE, log }).then((done) =>
      metrics.countPosts(done ? 'dead-lettered' : 'retried'),
    );
  };
  const saver = createSaver({
    ...parts.batch,
    parallelCommits: parts.parallelCommits,
    retryForMs: parts.retryForMs,
    runtime,
    log,
    reject,
    onOutcome: metrics.countPosts,
    store: measured(parts.store, { clock, measures, log }),
  });
  /**
   * A post whose trace is sampled is logged when it is counted, so that its way can be followed from the
   * request to here.
   */
  const followed = (postId: string, delivery: Delivery): Delivery => {
    const trace = parseTraceparent(delivery.attributes[traceAttribute]);
    if (!trace?.sampled) return delivery;
    const ack = (): void => {
      delivery.ack();
      log.info({ postId, ...traceFields(parts.pubsub.projectId, trace) }, 'saved');
    };
    return { ...delivery, ack };
  };
  const subscriber = openSubscriber(parts.pubsub, {
    subscription: parts.topology.subscriptions.save.name,
    maxMessages: parts.batch.maxPosts * BATCHES_HELD,
    maxBytes: parts.batch.maxBytes * BATCHES_HELD,
    silenceMs: parts.silenceMs,
    leaseSeconds: parts.leaseSeconds,
    pauseMs: Math.min(LONGEST_PAUSE_MS, parts.batch.maxDelayMs / 5),
    log,
    clock,
    onDelivery: (delivery) => {
      const decoded = decodeMessage(delivery.data, ProcessedPost, 'processed-post');
      if ('rejection' in decoded) {
        reject(delivery, decoded.rejection);
        return;
      }
      seePublication(decoded.value.publication);
      saver.add(decoded.value, followed(decoded.value.postId, delivery));
    },
  });
  measureHeld(metrics, subscriber.held);
  const silences = createSilenceWatch({ firestore: parts.rollUp.firestore, runtime, log, metrics });
  const rollUp = startRollUp({
    ...parts.rollUp,
    runtime,
    log,
    onLag: (seconds) => measures.rollUpLag.set(seconds),
    onTurn: silences.look,
  });

  return {
    problems: () => [...subscriber.problems(), ...saver.problems()],
    async [Symbol.asyncDispose]() {
      subscriber.stopPulling();
      saver.hurry();
      // The next roll-up does the work that this one does not finish.
      const rolledUp = Promise.resolve(rollUp[Symbol.asyncDispose]());
      await subscriber.drain(parts.finishingMs);
      await endsWithin(clock, LAST_ROLL_UP_MS, rolledUp);
      await saver[Symbol.asyncDispose]();
      await deadLetters[Symbol.asyncDispose]();
    },
  };
}

/** The store, with what each commit took measured and logged. */
function measured(
  store: SaveStore,
  { clock, measures, log }: { clock: Clock; measures: ReturnType<typeof createMeasures>; log: Log },
): SaveStore {
  return {
    ...store,
    async commit(planned) {
      const startedAt = clock.monotonic();
      const outcome = await store.commit(planned);
      const seconds = (clock.monotonic() - startedAt) / 1_000;
      const posts = planned.articles.length;
      measures.seconds.observe(seconds);
      measures.posts.observe(posts);
      measures.writes.inc(outcome.writes);
      log.debug({ posts, writes: outcome.writes, seconds }, 'committed');
      return outcome;
    },
  };
}

function createMeasures({ registry }: Metrics) {
  const registers = [registry];
  return {
    seconds: new Histogram({
      name: 'pipeline_commit_seconds',
      help: 'Seconds that a commit took, including the handling of duplicates.',
      buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
      registers,
    }),
    posts: new Histogram({
      name: 'pipeline_commit_posts',
      help: 'Posts in a commit.',
      buckets: [1, 3, 10, 30, 100, 300, 1_000],
      registers,
    }),
    rollUpLag: new Gauge({
      name: 'pipeline_rollup_lag_seconds',
      help: 'Seconds that the roll-ups are behind the counters, whichever daemon makes them.',
      registers,
    }),
    writes: new Counter({
      name: 'pipeline_firestore_writes_total',
      help: 'Documents written to Firestore, which is the cost of saving.',
      registers,
    }),
  };
}
