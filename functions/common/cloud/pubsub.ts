/** The Pub/Sub client. `publisher.ts` publishes with it, `subscriber.ts` receives. */
import { PubSub } from '@google-cloud/pubsub';
import { Client, Metadata } from '@grpc/grpc-js';
import { credentialsFor } from './credentials.ts';
import { emulatorChannel } from './emulator-channel.ts';
import { messageIdsOf } from './publish-request.ts';
import { reconnection } from './reconnection.ts';

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

/** The client library's client, and a call that takes requests as bytes. */
export interface PubSubClient extends PubSub {
  /**
   * Sends an encoded google.pubsub.v1.PublishRequest, once.
   * @param topic its full name, by which requests are routed
   * @param deadline when to give up, in milliseconds since 1970
   * @returns the ids of the messages, in their order
   * @throws what gRPC answered, with its `code`
   */
  readonly sendPublish: (topic: string, request: Buffer, deadline: number) => Promise<readonly string[]>;
}

/** Opens the Pub/Sub client of a process; there should be one. */
export function openPubSub(settings: PubSubSettings): PubSubClient & AsyncDisposable {
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
  return Object.assign(client, {
    sendPublish: publishCall(client),
    [Symbol.asyncDispose]: () => client.close(),
  });
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

/** The call goes through the channel of the client library, which has its credentials. */
function publishCall(pubsub: PubSub): PubSubClient['sendPublish'] {
  return async (topic, request, deadline) => {
    const stub = await publisherStub(pubsub);
    const metadata = new Metadata();
    metadata.set('x-goog-request-params', `topic=${encodeURIComponent(topic)}`);
    return new Promise((resolve, reject) => {
      stub.makeUnaryRequest(
        '/google.pubsub.v1.Publisher/Publish',
        (bytes: Buffer) => bytes,
        messageIdsOf,
        request,
        metadata,
        { deadline },
        (error, ids) => (error === null ? resolve(ids ?? []) : reject(error)),
      );
    });
  };
}

/** The gRPC client of the library's publisher, which the library opens once. */
function publisherStub(pubsub: PubSub): Promise<Client> {
  return new Promise((resolve, reject) => {
    pubsub.getClient_({ client: 'PublisherClient' }, (error, service) => {
      if (error || !service) {
        reject(error ?? new Error('the client library has no publisher'));
        return;
      }
      Promise.resolve(service.initialize?.()).then((stub: unknown) => {
        if (stub instanceof Client) resolve(stub);
        else reject(new Error('the publisher of the client library has another channel than gRPC'));
      }, reject);
    });
  });
}
