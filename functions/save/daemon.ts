/** The save daemon: topic processed-posts → saver → Firestore. Here the parts are joined; what they do is in their own files. */
import type { Firestore } from '@google-cloud/firestore';
import { Counter, Histogram } from 'prom-client';
import type { Daemon, DaemonParts } from '../common/cloud/daemon.ts';
import { deadLetter } from '../common/cloud/dead-letters.ts';
import { openPublisher } from '../common/cloud/pubsub.ts';
import { type Delivery, openSubscriber } from '../common/cloud/subscriber.ts';
import { decodeMessage } from '../common/domain/decode.ts';
import { ProcessedPost } from '../common/domain/post.ts';
import type { Rejection } from '../common/domain/rejection.ts';
import { traceFields } from '../common/process/log.ts';
import { type Metrics, measureHeld } from '../common/process/metrics.ts';
import { parseTraceparent, traceAttribute } from '../common/process/trace.ts';
import type { BatchLimits } from './backlog.ts';
import { type CommitOptions, commit } from './commit.ts';
import { createSaver } from './saver.ts';

const STAGE = 'save';

/** Batches held at a time: one that fills while others are being committed. */
const BATCHES_HELD = 4;

export interface SaveParts extends DaemonParts {
  readonly firestore: Firestore;
  readonly batch: BatchLimits;
  readonly commit: Omit<CommitOptions, 'clock'>;
  readonly parallelCommits: number;
  /** A commit that fails is tried again for so long before its messages are handed back. */
  readonly retryForMs: number;
}

/** Starts the daemon. Disposing of it drains it. */
export function openSaveDaemon(parts: SaveParts): Daemon {
  const { metrics, log, runtime } = parts;
  const { clock } = runtime;
  const measures = createMeasures(metrics);
  const deadLetters = openPublisher(parts.pubsub, parts.topology.topics.processedPostsDeadLetter.name, {
    timeoutMs: parts.publishTimeoutMs,
    maxDelayMs: 10,
    clock,
  });
  const reject = (delivery: Delivery, rejection: Rejection): void => {
    void deadLetter(delivery, rejection, { publisher: deadLetters, stage: STAGE, log }).then((done) =>
      metrics.countPosts(done ? 'dead-lettered' : 'retried'),
    );
  };
  const saver = createSaver({
    ...parts.batch,
    commitLimits: parts.commit,
    parallelCommits: parts.parallelCommits,
    retryForMs: parts.retryForMs,
    runtime,
    log,
    reject,
    onOutcome: metrics.countPosts,
    commit: async (planned) => {
      const startedAt = clock.monotonic();
      const outcome = await commit(parts.firestore, planned, { ...parts.commit, clock });
      const seconds = (clock.monotonic() - startedAt) / 1_000;
      measures.seconds.observe(seconds);
      measures.posts.observe(planned.posts.length);
      measures.writes.inc(outcome.writes);
      log.debug({ posts: planned.posts.length, writes: outcome.writes, seconds }, 'committed');
      return outcome;
    },
  });
  /** A post whose trace is sampled is logged when it is counted, so that its way can be followed from the request to here. */
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
    pullApi: parts.pullApi,
    silenceMs: parts.silenceMs,
    leaseSeconds: parts.leaseSeconds,
    log,
    clock,
    onDelivery: (delivery) => {
      const decoded = decodeMessage(delivery.data, ProcessedPost, 'processed-post');
      if ('rejection' in decoded) reject(delivery, decoded.rejection);
      else saver.add(decoded.value, followed(decoded.value.postId, delivery));
    },
  });
  measureHeld(metrics, subscriber.held);

  return {
    problems: () => [...subscriber.problems(), ...saver.problems()],
    async [Symbol.asyncDispose]() {
      subscriber.stopPulling();
      saver.hurry();
      await subscriber.drain(parts.finishingMs);
      await saver[Symbol.asyncDispose]();
      await deadLetters[Symbol.asyncDispose]();
    },
  };
}

function createMeasures({ registry }: Metrics) {
  const registers = [registry];
  return {
    seconds: new Histogram({
      name: 'pipeline_commit_seconds',
      help: 'Time a commit took, its duplicates resolved.',
      buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
      registers,
    }),
    posts: new Histogram({
      name: 'pipeline_commit_posts',
      help: 'Posts in a commit.',
      buckets: [1, 3, 10, 30, 100, 300, 1_000],
      registers,
    }),
    writes: new Counter({
      name: 'pipeline_firestore_writes_total',
      help: 'Documents written to Firestore: what saving costs.',
      registers,
    }),
  };
}
