/**
 * The extract daemon: topic posts → pool → topic processed-posts. A message is acked only after its
 * result is published; a permanent failure goes to dead letters at once; everything else is nacked and
 * redelivered.
 */
import { Histogram } from 'prom-client';
import { attributeNames } from '../common/cloud/attributes.ts';
import type { Daemon, DaemonParts } from '../common/cloud/daemon.ts';
import { deadLetter } from '../common/cloud/dead-letters.ts';
import { openPublisher, type Publisher } from '../common/cloud/publisher.ts';
import { type Delivery, openSubscriber } from '../common/cloud/subscriber.ts';
import type { Rejection } from '../common/domain/rejection.ts';
import { traceFields } from '../common/process/log.ts';
import { measureHeld } from '../common/process/metrics.ts';
import type { Chance } from '../common/process/runtime.ts';
import { childOf, formatTraceparent, parseTraceparent, traceAttribute } from '../common/process/trace.ts';
import { ExtractionFailure } from './errors.ts';
import type { MessagePool } from './pool/pools.ts';
import type { MessageOutcome } from './process-message.ts';

const STAGE = 'extract';

/**
 * Messages in flight for each process of the pool: four batches, some 170 ms of work. So the next batch is
 * there when a process is done, although results and acks wait to share requests. A daemon that ends hands
 * back few messages.
 */
const MESSAGES_PER_PROCESS = 128;
/** Bytes in flight for each process: eight of the longest posts. */
const BYTES_PER_PROCESS = 8_000_000;
/**
 * A stream carries 10 MB a second (https://cloud.google.com/pubsub/quotas#resource_limits), some 2,700
 * posts of 3.5 kB with their attributes. A process of the pool does up to 410 posts a second on a core of
 * its own, by the model of a machine (`npm run bench -- scale16`).
 */
const PROCESSES_PER_STREAM = 6;
/**
 * The longest wait of a result for others to share its request. A request costs the thread as much as ten
 * posts.
 */
const PUBLISH_DELAY_MS = 40;

/** A message that has a result. */
type Processed = Exclude<MessageOutcome, { readonly rejection: Rejection }>;

/** Starts the daemon. Disposing of it drains it. */
export function openExtractDaemon(parts: DaemonParts & { readonly pool: MessagePool }): Daemon {
  const { pubsub, topology, pool, metrics, log, runtime } = parts;
  const { clock, chance } = runtime;
  const publishing = { timeoutMs: parts.publishTimeoutMs, maxDelayMs: PUBLISH_DELAY_MS, runtime };
  const results = openPublisher(pubsub, topology.topics.processedPosts.name, publishing);
  const deadLetters = openPublisher(pubsub, topology.topics.postsDeadLetter.name, publishing);
  const seconds = new Histogram({
    name: 'pipeline_extract_seconds',
    help: 'Seconds from the arrival of a post to the publishing of its result.',
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100],
    registers: [metrics.registry],
  });
  const bytes = new Histogram({
    name: 'pipeline_extract_message_bytes',
    help: 'Bytes of a message of the topic posts.',
    buckets: [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000],
    registers: [metrics.registry],
  });

  const reject = async (delivery: Delivery, rejection: Rejection): Promise<void> => {
    const done = await deadLetter(delivery, rejection, { publisher: deadLetters, stage: STAGE, log });
    metrics.countPosts(done ? 'dead-lettered' : 'retried');
  };

  const retry = (delivery: Delivery, error: unknown, message: string): void => {
    log.warn({ err: error, messageId: delivery.id, attempt: delivery.attempt }, message);
    delivery.nack();
    metrics.countPosts('retried');
  };

  const handle = async (delivery: Delivery): Promise<void> => {
    const arrivedAt = clock.monotonic();
    bytes.observe(delivery.data.length);
    let processed: Processed;
    try {
      const outcome = await pool.run(delivery.data.toString('latin1'));
      if ('rejection' in outcome) return reject(delivery, outcome.rejection);
      processed = outcome;
      await publishResult(results, processed, delivery, chance);
    } catch (error) {
      if (error instanceof ExtractionFailure && error.reason !== 'pool-closed') {
        return reject(delivery, { reason: error.reason, error: error.message });
      }
      return retry(delivery, error, 'a post could not be finished; it is handed back and redelivered');
    }
    delivery.ack();
    seconds.observe((clock.monotonic() - arrivedAt) / 1_000);
    metrics.countPosts(processed.outcome);
    const trace = parseTraceparent(delivery.attributes[traceAttribute]);
    const fields = { postId: processed.postId, ...(trace ? traceFields(pubsub.projectId, trace) : {}) };
    if (trace?.sampled) log.info(fields, 'extracted');
    else log.debug(fields, 'extracted');
  };

  const subscriber = openSubscriber(pubsub, {
    subscription: topology.subscriptions.extract.name,
    maxMessages: pool.size * MESSAGES_PER_PROCESS,
    maxBytes: pool.size * BYTES_PER_PROCESS,
    streams: Math.ceil(pool.size / PROCESSES_PER_STREAM),
    silenceMs: parts.silenceMs,
    leaseSeconds: parts.leaseSeconds,
    log,
    clock,
    onDelivery: (delivery) => {
      handle(delivery).catch((error: unknown) =>
        retry(delivery, error, 'a post failed with an internal error; it is handed back and redelivered'),
      );
    },
  });
  measureHeld(metrics, subscriber.held);

  return {
    problems: () => [...subscriber.problems(), ...pool.problems()],
    async [Symbol.asyncDispose]() {
      await subscriber.drain(parts.finishingMs);
      await Promise.all([results[Symbol.asyncDispose](), deadLetters[Symbol.asyncDispose]()]);
    },
  };
}

async function publishResult(
  publisher: Publisher,
  { postId, publication, result }: Processed,
  delivery: Delivery,
  chance: Chance,
): Promise<void> {
  const trace = parseTraceparent(delivery.attributes[traceAttribute]);
  const sender = delivery.attributes[attributeNames.sender];
  await publisher.publish({
    data: Buffer.from(result),
    attributes: {
      [attributeNames.postId]: postId,
      [attributeNames.publication]: publication,
      ...(sender !== undefined && { [attributeNames.sender]: sender }),
      ...(trace ? { [traceAttribute]: formatTraceparent(childOf(trace, chance)) } : {}),
    },
  });
}
