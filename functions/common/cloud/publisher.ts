/**
 * Publishes to one topic. It decides which messages share a request, and retries a request after a transient
 * failure. `publish-request.ts` encodes requests, `publish-client.ts` sends them.
 */

import { backOffMs } from '../process/back-off.ts';
import type { Runtime, Timer } from '../process/runtime.ts';
import { endsWithin } from '../process/time-limit.ts';
import { isRetryable } from './grpc.ts';
import type { PublishClient } from './publish-client.ts';
import {
  encodePublishRequest,
  type MeasuredMessage,
  measured,
  type OutgoingMessage,
} from './publish-request.ts';

export interface Publisher extends AsyncDisposable {
  /**
   * Publishes one message and resolves to its id once Pub/Sub has accepted it.
   * @throws gRPC's error when Pub/Sub did not accept it within the time given
   */
  publish(message: OutgoingMessage): Promise<string>;
}

export interface PublisherOptions {
  /** How long Pub/Sub may take to accept a message, retries included. */
  readonly timeoutMs: number;
  /** How long a message may wait for others to share a request. */
  readonly maxDelayMs: number;
  readonly runtime: Runtime;
}

/** 1,000 messages and 8 MB measured fastest. Pub/Sub's limits are 1,000 and 10 MB a request. */
const REQUEST = { messages: 1_000, bytes: 8_000_000 } as const;
/** Larger memory is not kept for the next request. */
const MAX_SPARE_BYTES = 4_000_000;
const BACK_OFF = { firstMs: 100, longestMs: 5_000 } as const;
/** The first attempt may take this long, each further one twice as long as the one before. */
const FIRST_ATTEMPT_MS = 5_000;
/**
 * How long the end waits for messages that are still being published. A caller that needs its message
 * published awaits `publish`, so nobody awaits the rest. If Pub/Sub is unavailable, waiting for them would
 * delay the end by the whole publish time-out.
 */
const LAST_FLUSH_MS = 1_000;

/** Messages that share a request. */
interface OpenRequest {
  readonly messages: MeasuredMessage[];
  bytes: number;
  readonly ids: Promise<readonly string[]>;
  readonly settle: (ids: Promise<readonly string[]>) => void;
  readonly timer: Timer;
}

/** A publisher for one topic. @param topic its name, without the project */
export function openPublisher(
  pubsub: PublishClient,
  topic: string,
  { timeoutMs, maxDelayMs, runtime }: PublisherOptions,
): Publisher {
  const { clock } = runtime;
  const path = `projects/${pubsub.projectId}/topics/${topic}`;
  const inFlight = new Set<Promise<unknown>>();
  let open: OpenRequest | undefined;
  /**
   * Memory of a request that was accepted at its first attempt, for the next one. Allocating more would make
   * V8 collect garbage. After a retry, an earlier attempt may still be on its way with the same memory.
   */
  let spare: Buffer<ArrayBuffer> | undefined;

  const flush = (): void => {
    if (open === undefined) return;
    const { messages, settle, timer } = open;
    open = undefined;
    timer.cancel();
    const request = encodePublishRequest(path, messages, spare);
    spare = undefined;
    const sent = send(pubsub, path, request, timeoutMs, runtime);
    settle(sent.then(({ ids }) => ids));
    inFlight.add(sent);
    const forget = (): void => void inFlight.delete(sent);
    sent.then(({ attempts }) => {
      forget();
      if (attempts === 1 && request.buffer.byteLength <= MAX_SPARE_BYTES) spare = Buffer.from(request.buffer);
    }, forget);
  };
  const newRequest = (): OpenRequest => {
    const { promise, resolve } = Promise.withResolvers<readonly string[]>();
    return { messages: [], bytes: 0, ids: promise, settle: resolve, timer: clock.after(maxDelayMs, flush) };
  };

  return {
    async publish(message) {
      const one = measured(message);
      if (open !== undefined && open.bytes + one.bytes > REQUEST.bytes) flush();
      open ??= newRequest();
      const own = open;
      const index = own.messages.push(one) - 1;
      own.bytes += one.bytes;
      if (own.messages.length === REQUEST.messages || own.bytes >= REQUEST.bytes) flush();
      return (await own.ids)[index] ?? '';
    },
    async [Symbol.asyncDispose]() {
      flush();
      await endsWithin(clock, LAST_FLUSH_MS, Promise.allSettled(inFlight));
    },
  };
}

/**
 * Sends a request until Pub/Sub accepts it. Publishing again is harmless, because a post that arrives twice
 * counts once.
 */
async function send(
  pubsub: PublishClient,
  topic: string,
  request: Buffer,
  timeoutMs: number,
  { clock, chance }: Runtime,
): Promise<{ readonly ids: readonly string[]; readonly attempts: number }> {
  const giveUpAt = clock.monotonic() + timeoutMs;
  for (let failures = 0; ; ) {
    const mayTakeMs = Math.min(giveUpAt - clock.monotonic(), FIRST_ATTEMPT_MS * 2 ** failures);
    try {
      const ids = await pubsub.sendPublish(topic, request, clock.now() + mayTakeMs);
      return { ids, attempts: failures + 1 };
    } catch (error) {
      failures += 1;
      const waitMs = backOffMs(failures, BACK_OFF, chance);
      if (!isRetryable(error) || clock.monotonic() + waitMs >= giveUpAt) throw error;
      await clock.sleep(waitMs);
    }
  }
}
