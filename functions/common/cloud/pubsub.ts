/** The Pub/Sub client and publishing. */
import { PubSub, type Topic } from '@google-cloud/pubsub';
import type { Clock } from '../process/runtime.ts';
import { endsWithin } from '../process/time-limit.ts';
import { credentialsFor } from './credentials.ts';
import { emulatorChannel } from './emulator-channel.ts';
import { retryableCodes } from './grpc.ts';
import { reconnection } from './reconnection.ts';

/**
 * How long the end waits for messages that are still being published. A caller that needs its message
 * published awaits `publish`, so nobody awaits the rest. If Pub/Sub is unavailable, waiting for them would
 * delay the end by the whole publish time-out.
 */
const LAST_FLUSH_MS = 1_000;

/** Attributes of a message: strings by name. */
export type Attributes = Readonly<Record<string, string>>;

/**
 * The attributes of every message of the pipeline; `traceAttribute` is set in addition. `sender` is the name
 * of the key that a post was submitted with, where submit requires keys.
 */
export const attributeNames = { postId: 'postId', publication: 'publication', sender: 'sender' } as const;

export interface PubSubSettings {
  readonly GOOGLE_CLOUD_PROJECT: string;
  readonly PUBSUB_EMULATOR_HOST?: string | undefined;
  readonly SERVICE_ACCOUNT?: string | undefined;
}

/**
 * Detects a dead connection within 40 s. With the client's default a stream that fell silent
 * (googleapis/nodejs-pubsub issues 1135, 1453, 1779) goes unnoticed for 5 minutes.
 */
const keepalive = {
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.keepalive_permit_without_calls': 1,
} as const;

/** Opens the Pub/Sub client of a process; there should be one. */
export function openPubSub(settings: PubSubSettings): PubSub & AsyncDisposable {
  if (settings.PUBSUB_EMULATOR_HOST !== undefined) {
    // Without a cloud, looking for its metadata server only costs time and a warning.
    process.env.METADATA_SERVER_DETECTION ??= 'none';
  }
  // The emulator treats more than one ping in five minutes as abuse and closes the connection.
  const options = {
    ...reconnection,
    ...(settings.PUBSUB_EMULATOR_HOST === undefined ? keepalive : emulatorChannel),
  };
  const client = new PubSub({
    projectId: settings.GOOGLE_CLOUD_PROJECT,
    ...credentialsFor(settings.SERVICE_ACCOUNT),
    ...options,
  });
  requestAsGiven(client);
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.close() });
}

/**
 * Sends the client's requests unchanged. By default the client copies each request with all its messages, and
 * searches every text in it for a place where the project's id is missing (`PubSub.request` in
 * @google-cloud/pubsub 6.3.0). That is a tenth of the time that submit spends on a post. Here the project is
 * known from the start, so every name is complete.
 */
function requestAsGiven(client: PubSub): void {
  const request = client.request.bind(client);
  const asGiven: typeof client.request = (config, callback) => {
    // In these cases the client's own call gives the best error.
    if (!client.isOpen) return request(config, callback);
    client.getClient_(config, (error, service) => {
      const method: unknown = service && Reflect.get(service, config.method);
      if (error || typeof method !== 'function') request(config, callback);
      else method.call(service, config.reqOpts, config.gaxOpts, callback);
    });
  };
  client.request = asGiven;
}

export interface Publisher extends AsyncDisposable {
  /**
   * Publishes one message and resolves to its id once Pub/Sub has accepted it.
   * @throws the client library's error when Pub/Sub did not accept it within the time given
   */
  publish(data: Buffer, attributes: Attributes): Promise<string>;
}

/**
 * A publisher for one topic.
 * @param options.timeoutMs how long Pub/Sub may take to accept a message, retries included
 * @param options.maxDelayMs how long a message may wait for others to share a request
 */
export function openPublisher(
  pubsub: PubSub,
  topic: string,
  options: { readonly timeoutMs: number; readonly maxDelayMs: number; readonly clock: Clock },
): Publisher {
  const publisher: Topic = pubsub.topic(topic, {
    // 1,000 messages and 8 MB measured fastest. Pub/Sub's limits are 1,000 and 10 MB a request.
    batching: { maxMessages: 1_000, maxBytes: 8_000_000, maxMilliseconds: options.maxDelayMs },
    gaxOpts: {
      timeout: options.timeoutMs,
      retry: {
        // Publishing again is harmless, because a post that arrives twice counts once.
        retryCodes: [...retryableCodes],
        backoffSettings: {
          initialRetryDelayMillis: 100,
          retryDelayMultiplier: 2,
          maxRetryDelayMillis: 5_000,
          initialRpcTimeoutMillis: Math.min(5_000, options.timeoutMs),
          rpcTimeoutMultiplier: 2,
          maxRpcTimeoutMillis: options.timeoutMs,
          totalTimeoutMillis: options.timeoutMs,
        },
      },
    },
  });
  return {
    publish: (data, attributes) => publisher.publishMessage({ data, attributes }),
    [Symbol.asyncDispose]: async () => {
      await endsWithin(options.clock, LAST_FLUSH_MS, publisher.flush());
    },
  };
}
