/**
 * Checks published messages against the limits, and converts them to the stored form. The limits are those of
 * the documented service; Google's emulator ignores most of them.
 * @see https://cloud.google.com/pubsub/quotas#resource_limits
 */
import { invalid, unimplemented } from '../engine-error.ts';

export interface Message {
  readonly id: string;
  /**
   * A string with one character per byte. V8 returns its heap to the system, while tens of thousands of
   * buffers of some kilobytes leave fragmented memory that is never returned.
   */
  readonly data: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** In microseconds since 1970. */
  readonly publishTime: number;
  /** The size that counts towards limits. */
  readonly bytes: number;
}

/** A message before Pub/Sub has it. */
export interface Published {
  readonly data?: Uint8Array | null;
  readonly attributes?: Readonly<Record<string, string>> | null;
  readonly orderingKey?: string | null;
}

export const limits = {
  messageBytes: 10_000_000,
  requestBytes: 10_000_000,
  messagesAPublish: 1_000,
  attributes: 100,
  attributeNameBytes: 256,
  attributeValueBytes: 1_024,
  messagesAPull: 1_000,
} as const;

/** The bytes that a message counts besides its data and attributes. */
const MESSAGE_BYTES = 100;

/** @throws EngineError when the documented service would refuse the request */
export function checkPublish(messages: readonly Published[], bytes: number): void {
  if (messages.length === 0) throw invalid('The request holds no messages.');
  if (messages.length > limits.messagesAPublish)
    throw invalid(`A request holds at most ${limits.messagesAPublish} messages, not ${messages.length}.`);
  if (bytes > limits.requestBytes)
    throw invalid(`The request has ${bytes} bytes, of ${limits.requestBytes} that Pub/Sub allows.`);
  messages.forEach(checkMessage);
}

function checkMessage({ data, attributes, orderingKey }: Published): void {
  const entries = Object.entries(attributes ?? {});
  if (orderingKey) throw unimplemented('Publishing with an ordering key');
  if ((data?.length ?? 0) === 0 && entries.length === 0)
    throw invalid('A message needs data or at least one attribute.');
  if ((data?.length ?? 0) > limits.messageBytes)
    throw invalid(`A message has ${data?.length} bytes, of ${limits.messageBytes} that Pub/Sub allows.`);
  if (entries.length > limits.attributes)
    throw invalid(`A message has ${entries.length} attributes, of ${limits.attributes} that Pub/Sub allows.`);
  for (const [name, value] of entries) {
    if (name === '' || Buffer.byteLength(name) > limits.attributeNameBytes)
      throw invalid(`The name of an attribute needs 1 to ${limits.attributeNameBytes} bytes.`);
    // The client library's own, for traces, begins with googclient_.
    if (/^goog(?!client_)/.test(name)) throw invalid(`The name of the attribute ${name} begins with goog.`);
    if (Buffer.byteLength(value) > limits.attributeValueBytes)
      throw invalid(`The attribute ${name} has more than ${limits.attributeValueBytes} bytes.`);
  }
}

/** The bytes of a message as a publisher sent them. */
export function dataOf({ data }: Message): Buffer {
  return Buffer.from(data, 'latin1');
}

/** Converts a published message to the form that is stored. */
export function accepted({ data, attributes }: Published, id: string, publishTime: number): Message {
  const content = latin1(data ?? new Uint8Array());
  let bytes = MESSAGE_BYTES + content.length;
  for (const [name, value] of Object.entries(attributes ?? {})) bytes += name.length + value.length;
  return { id, data: content, attributes: attributes ?? {}, publishTime, bytes };
}

function latin1({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
}
