/**
 * Encodes requests to publish (google.pubsub.v1.PublishRequest), each as one buffer of exactly its size. The
 * client library first makes several objects and copies of each message. In submit, that took as much time as
 * checking the posts.
 * @see https://github.com/googleapis/googleapis/blob/master/google/pubsub/v1/pubsub.proto
 */
import protobuf from 'protobufjs/minimal.js';
import type { Attributes } from './attributes.ts';

/** A message to be published. */
export interface OutgoingMessage {
  readonly data: Buffer;
  /** Follows `data`. So a caller that adds to bytes that it received need not copy them first. */
  readonly tail?: string;
  readonly attributes: Attributes;
}

/** Tags of the first and second field of a message where these hold a length and bytes. */
const TAG = { first: 0x0a, second: 0x12 } as const;

/** A message, and how many bytes it takes in a request. */
export interface MeasuredMessage {
  readonly message: OutgoingMessage;
  readonly bytes: number;
  /** The part of them that is its fields. */
  readonly inner: number;
}

/** Measures a message. */
export function measured(message: OutgoingMessage): MeasuredMessage {
  const inner = messageSize(message);
  return { message, bytes: fieldSize(inner), inner };
}

/**
 * The request that publishes some messages to a topic.
 * @param topic its full name
 * @param memory is written to where it is large enough; the request is then a part of it
 */
export function encodePublishRequest(
  topic: string,
  messages: readonly MeasuredMessage[],
  memory?: Buffer<ArrayBuffer>,
): Buffer<ArrayBuffer> {
  const size = messages.reduce((sum, { bytes }) => sum + bytes, fieldSize(Buffer.byteLength(topic)));
  const isLargeEnough = memory !== undefined && memory.length >= size;
  const request = isLargeEnough ? memory.subarray(0, size) : Buffer.allocUnsafeSlow(size);
  let at = writeText(request, 0, TAG.first, topic);
  for (const { message, inner } of messages) {
    at = writeHead(request, at, TAG.second, inner);
    at = writeMessage(request, at, message);
  }
  return request;
}

/** The ids of the messages, in their order, from an encoded google.pubsub.v1.PublishResponse. */
export function messageIdsOf(response: Uint8Array): readonly string[] {
  const reader = protobuf.Reader.create(response);
  const ids: string[] = [];
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === TAG.first) ids.push(reader.string());
    else reader.skipType(tag & 7);
  }
  return ids;
}

/** Of a PubsubMessage: data is its first field, the map of attributes its second. */
function messageSize({ data, tail = '', attributes }: OutgoingMessage): number {
  let size = fieldSize(data.length + Buffer.byteLength(tail));
  for (const name of Object.keys(attributes)) size += fieldSize(entrySize(name, attributes[name] ?? ''));
  return size;
}

function writeMessage(
  request: Buffer,
  from: number,
  { data, tail = '', attributes }: OutgoingMessage,
): number {
  let at = writeHead(request, from, TAG.first, data.length + Buffer.byteLength(tail));
  at += data.copy(request, at);
  at += request.write(tail, at);
  for (const name of Object.keys(attributes)) {
    const value = attributes[name] ?? '';
    at = writeHead(request, at, TAG.second, entrySize(name, value));
    at = writeText(request, at, TAG.first, name);
    at = writeText(request, at, TAG.second, value);
  }
  return at;
}

function entrySize(name: string, value: string): number {
  return fieldSize(Buffer.byteLength(name)) + fieldSize(Buffer.byteLength(value));
}

function writeText(request: Buffer, from: number, tag: number, text: string): number {
  const at = writeHead(request, from, tag, Buffer.byteLength(text));
  return at + request.write(text, at);
}

/** Writes a tag and a length; the length has 7 bits in each byte, the lowest first. */
function writeHead(request: Buffer, from: number, tag: number, length: number): number {
  let at = from;
  request[at++] = tag;
  let rest = length;
  for (; rest >= 0x80; rest >>>= 7) request[at++] = (rest & 0x7f) | 0x80;
  request[at++] = rest;
  return at;
}

/** How many bytes a field takes whose content has this length. */
function fieldSize(length: number): number {
  let size = 2;
  for (let rest = length; rest >= 0x80; rest >>>= 7) size += 1;
  return size + length;
}
