/**
 * Calls of Pub/Sub whose requests and answers are bytes, through a channel of their own. So submit and the
 * daemons do without Pub/Sub's client library, which takes 0.2 s of processor time to load, and 15 MB of heap
 * that each garbage collection marks. Only streams need the library.
 */
import { type Client, Metadata } from '@grpc/grpc-js';
import { openChannel } from './channel.ts';

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

/** A call of google.pubsub.v1. */
export interface PubSubCall {
  /** Such as `Publisher/Publish`. */
  readonly method: string;
  /** The topic or subscription by which Pub/Sub routes the request: the field's name, and its full name. */
  readonly routing: readonly ['topic' | 'subscription', string];
  readonly request: Buffer;
  /** When to give up, in milliseconds since 1970. */
  readonly deadline: number;
}

export interface PubSubChannel extends AsyncDisposable {
  /**
   * Sends a request once, and resolves to the answer.
   * @throws what gRPC answered, with its `code`
   */
  readonly send: (call: PubSubCall) => Promise<Buffer>;
}

/** Opens a channel; there should be one a process. It looks for credentials when it is first used. */
export function openPubSubChannel(settings: PubSubSettings): PubSubChannel {
  const address = { host: HOST, emulatorHost: settings.PUBSUB_EMULATOR_HOST };
  // A pull brings up to 1,000 messages. By default gRPC refuses more than 4 MiB.
  const options = { ...keepaliveOf(settings), 'grpc.max_receive_message_length': -1 };
  let opened: Promise<Client> | undefined;
  const open = (): Promise<Client> => {
    opened ??= openChannel(address, settings.SERVICE_ACCOUNT, options).catch((error: unknown) => {
      // The next request looks again.
      opened = undefined;
      throw error;
    });
    return opened;
  };
  return {
    async send({ method, routing: [field, name], request, deadline }) {
      const client = await open();
      const metadata = new Metadata();
      metadata.set('x-goog-request-params', `${field}=${encodeURIComponent(name)}`);
      return new Promise((resolve, reject) => {
        client.makeUnaryRequest(
          `/google.pubsub.v1.${method}`,
          unchanged,
          unchanged,
          request,
          metadata,
          { deadline },
          (error, answer) => (error === null ? resolve(answer ?? NOTHING) : reject(error)),
        );
      });
    },
    async [Symbol.asyncDispose]() {
      const client = await opened?.catch(() => undefined);
      client?.close();
    },
  };
}

const NOTHING = Buffer.alloc(0);

function unchanged(bytes: Buffer): Buffer {
  return bytes;
}
