/**
 * Sends encoded requests to publish, through a channel of its own. So submit does without Pub/Sub's client
 * library, which takes 0.2 s of processor time to load, and 15 MB of heap that each garbage collection marks.
 */
import { type Client, Metadata } from '@grpc/grpc-js';
import { openChannel } from './channel.ts';
import { messageIdsOf } from './publish-request.ts';

const HOST = 'pubsub.googleapis.com:443';

export interface PubSubSettings {
  readonly GOOGLE_CLOUD_PROJECT: string;
  readonly PUBSUB_EMULATOR_HOST?: string | undefined;
  readonly SERVICE_ACCOUNT?: string | undefined;
}

/**
 * Detects a dead connection within 40 s. With the client library's default a stream that fell silent
 * (googleapis/nodejs-pubsub issues 1135, 1453, 1779) goes unnoticed for 5 minutes. The emulator treats more
 * than one ping in five minutes as abuse and closes the connection.
 */
export function keepaliveOf({ PUBSUB_EMULATOR_HOST }: PubSubSettings): Readonly<Record<string, number>> {
  if (PUBSUB_EMULATOR_HOST !== undefined) return {};
  return {
    'grpc.keepalive_time_ms': 30_000,
    'grpc.keepalive_timeout_ms': 10_000,
    'grpc.keepalive_permit_without_calls': 1,
  };
}

export interface PublishClient {
  readonly projectId: string;
  /**
   * Sends an encoded google.pubsub.v1.PublishRequest, once.
   * @param topic its full name, by which Pub/Sub routes the request
   * @param deadline when to give up, in milliseconds since 1970
   * @returns the ids of the messages, in their order
   * @throws what gRPC answered, with its `code`
   */
  readonly sendPublish: (topic: string, request: Buffer, deadline: number) => Promise<readonly string[]>;
}

/** Opens the client; there should be one a process. It looks for credentials when it is first used. */
export function openPublishClient(settings: PubSubSettings): PublishClient & AsyncDisposable {
  const address = { host: HOST, emulatorHost: settings.PUBSUB_EMULATOR_HOST };
  let opened: Promise<Client> | undefined;
  const open = (): Promise<Client> => {
    opened ??= openChannel(address, settings.SERVICE_ACCOUNT, keepaliveOf(settings)).catch(
      (error: unknown) => {
        // The next request looks again.
        opened = undefined;
        throw error;
      },
    );
    return opened;
  };
  return {
    projectId: settings.GOOGLE_CLOUD_PROJECT,
    async sendPublish(topic, request, deadline) {
      const client = await open();
      const metadata = new Metadata();
      metadata.set('x-goog-request-params', `topic=${encodeURIComponent(topic)}`);
      return new Promise((resolve, reject) => {
        client.makeUnaryRequest(
          '/google.pubsub.v1.Publisher/Publish',
          (bytes: Buffer) => bytes,
          messageIdsOf,
          request,
          metadata,
          { deadline },
          (error, ids) => (error === null ? resolve(ids ?? []) : reject(error)),
        );
      });
    },
    async [Symbol.asyncDispose]() {
      const client = await opened?.catch(() => undefined);
      client?.close();
    },
  };
}
