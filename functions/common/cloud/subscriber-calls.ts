/**
 * The three calls of unary pull: pull, acknowledge, and set the length of a lease from now on. They are
 * encoded here (google.pubsub.v1), because the client library makes several objects of each message.
 * @see https://github.com/googleapis/googleapis/blob/master/google/pubsub/v1/pubsub.proto
 */
import protobuf from 'protobufjs/minimal.js';
import type { Attributes } from './attributes.ts';

/** A message that is leased to us. */
export interface Pulled {
  /** Identifies this delivery; a redelivered message has another. */
  readonly ackId: string;
  readonly id: string;
  readonly data: Buffer;
  readonly attributes: Attributes;
  readonly publishTime: Date;
  /** How often it was delivered; 0 where there is no dead-letter policy. */
  readonly attempt: number;
}

/** Each call rejects with gRPC's error; nothing is retried. */
export interface SubscriberCalls {
  /**
   * Takes the messages that are available, and does not wait for more. A call that waits goes on when its
   * process is killed, and leases messages that nobody receives.
   * @param maxMessages 1 to 1,000
   */
  readonly pull: (maxMessages: number) => Promise<readonly Pulled[]>;
  readonly acknowledge: (ackIds: readonly string[]) => Promise<void>;
  /** @param seconds how long the leases are from now on (10 to 600); 0 hands the messages back */
  readonly modifyAckDeadline: (ackIds: readonly string[], seconds: number) => Promise<void>;
}

/** Methods of google.pubsub.v1.Subscriber. */
export type SubscriberMethod = 'Pull' | 'Acknowledge' | 'ModifyAckDeadline';

export interface SubscribeClient {
  readonly projectId: string;
  /**
   * Sends an encoded request once, and resolves to the encoded answer.
   * @param subscription its full name, by which Pub/Sub routes the request
   * @throws what gRPC answered, with its `code`
   */
  readonly sendSubscriber: (
    method: SubscriberMethod,
    subscription: string,
    request: Buffer,
    timeoutMs: number,
  ) => Promise<Buffer>;
}

/** A pull never brings more. */
export const MESSAGES_A_PULL = 1_000;
/** Pub/Sub takes 512 KiB a request; an ack id has some 200 bytes. */
const ACK_IDS_A_REQUEST = 1_000;

/**
 * The calls for one subscription.
 * @param name its name, without the project
 * @param timeoutMs how long a call may take
 */
export function subscriberCalls(client: SubscribeClient, name: string, timeoutMs: number): SubscriberCalls {
  const subscription = `projects/${client.projectId}/subscriptions/${name}`;
  const call = (method: SubscriberMethod, request: Buffer): Promise<Buffer> =>
    client.sendSubscriber(method, subscription, request, timeoutMs);
  const inRequests = async (
    ackIds: readonly string[],
    send: (some: readonly string[]) => Promise<unknown>,
  ): Promise<void> => {
    const sent: Promise<unknown>[] = [];
    for (let from = 0; from < ackIds.length; from += ACK_IDS_A_REQUEST)
      sent.push(send(ackIds.slice(from, from + ACK_IDS_A_REQUEST)));
    await Promise.all(sent);
  };
  return {
    async pull(maxMessages) {
      const request = encodePull(subscription, Math.min(maxMessages, MESSAGES_A_PULL));
      return readPullResponse(await call('Pull', request));
    },
    acknowledge: (ackIds) =>
      inRequests(ackIds, (some) => call('Acknowledge', encodeAcknowledge(subscription, some))),
    modifyAckDeadline: (ackIds, seconds) =>
      inRequests(ackIds, (some) =>
        call('ModifyAckDeadline', encodeModifyAckDeadline(subscription, some, seconds)),
      ),
  };
}

/** Tags: the number of a field and the kind of its value. */
const TEXT = { first: 0x0a, second: 0x12, third: 0x1a, fourth: 0x22 } as const;
const NUMBER = { first: 0x08, second: 0x10, third: 0x18 } as const;

/** The request of a pull that answers at once. */
function encodePull(subscription: string, maxMessages: number): Buffer {
  const writer = protobuf.Writer.create().uint32(TEXT.first).string(subscription);
  return finished(writer.uint32(NUMBER.second).bool(true).uint32(NUMBER.third).int32(maxMessages));
}

function encodeAcknowledge(subscription: string, ackIds: readonly string[]): Buffer {
  const writer = protobuf.Writer.create().uint32(TEXT.first).string(subscription);
  for (const ackId of ackIds) writer.uint32(TEXT.second).string(ackId);
  return finished(writer);
}

function encodeModifyAckDeadline(subscription: string, ackIds: readonly string[], seconds: number): Buffer {
  const writer = protobuf.Writer.create().uint32(TEXT.first).string(subscription);
  writer.uint32(NUMBER.third).int32(seconds);
  for (const ackId of ackIds) writer.uint32(TEXT.fourth).string(ackId);
  return finished(writer);
}

function finished(writer: protobuf.Writer): Buffer {
  const bytes = writer.finish();
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

function readPullResponse(response: Buffer): readonly Pulled[] {
  const reader = protobuf.Reader.create(response);
  const pulled: Pulled[] = [];
  readFields(reader, reader.len, (tag) => {
    if (tag !== TEXT.first) return false;
    pulled.push(readReceived(reader, reader.uint32() + reader.pos));
    return true;
  });
  return pulled;
}

/** A ReceivedMessage, with the PubsubMessage in it. */
function readReceived(reader: protobuf.Reader, end: number): Pulled {
  let ackId = '';
  let attempt = 0;
  let message = NO_MESSAGE;
  readFields(reader, end, (tag) => {
    if (tag === TEXT.first) ackId = reader.string();
    else if (tag === TEXT.second) message = readMessage(reader, reader.uint32() + reader.pos);
    else if (tag === NUMBER.third) attempt = reader.int32();
    else return false;
    return true;
  });
  return { ackId, attempt, ...message };
}

type ReadMessage = Pick<Pulled, 'id' | 'data' | 'attributes' | 'publishTime'>;

const NO_MESSAGE: ReadMessage = { id: '', data: Buffer.alloc(0), attributes: {}, publishTime: new Date(0) };

function readMessage(reader: protobuf.Reader, end: number): ReadMessage {
  let { id, data, publishTime } = NO_MESSAGE;
  const attributes: Record<string, string> = {};
  readFields(reader, end, (tag) => {
    // A copy, because a part of the answer would keep all of it in memory.
    if (tag === TEXT.first) data = Buffer.from(reader.bytes());
    else if (tag === TEXT.second) {
      const [name, value] = readEntry(reader, reader.uint32() + reader.pos);
      attributes[name] = value;
    } else if (tag === TEXT.third) id = reader.string();
    else if (tag === TEXT.fourth) publishTime = readTimestamp(reader, reader.uint32() + reader.pos);
    else return false;
    return true;
  });
  return { id, data, attributes, publishTime };
}

function readEntry(reader: protobuf.Reader, end: number): readonly [string, string] {
  let name = '';
  let value = '';
  readFields(reader, end, (tag) => {
    if (tag === TEXT.first) name = reader.string();
    else if (tag === TEXT.second) value = reader.string();
    else return false;
    return true;
  });
  return [name, value];
}

function readTimestamp(reader: protobuf.Reader, end: number): Date {
  let seconds = 0;
  let nanos = 0;
  readFields(reader, end, (tag) => {
    // The seconds are a 64-bit number, which has several forms; all of them print the same.
    if (tag === NUMBER.first) seconds = Number(String(reader.int64()));
    else if (tag === NUMBER.second) nanos = reader.int32();
    else return false;
    return true;
  });
  return new Date(seconds * 1_000 + Math.floor(nanos / 1e6));
}

/**
 * Reads the fields of a message up to its end.
 * @param read reads the field with this tag; false where it is not known, and is skipped
 */
function readFields(reader: protobuf.Reader, end: number, read: (tag: number) => boolean): void {
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (!read(tag)) reader.skipType(tag & 7);
  }
}
