/**
 * How a document's fields rest in memory. Most documents are written once and hardly read again, and a map of
 * small values takes 2 to 4 times as much as their bytes; so fields rest packed, and are made a map again to
 * be read. While increments change a document it stays a map: packing it again for each would cost more.
 *
 * Packed are the bytes of V8's own serializer, which knows maps and bigints, as a string with one character a
 * byte: V8 keeps that in one byte each, and a buffer of its own would cost some 300 bytes more. They never
 * leave the process.
 */
import { deserialize, serialize } from 'node:v8';
import type { FieldMap } from './value.ts';

/** Fields by name, or the same packed. */
export type Content = FieldMap | string;

export function packed(content: Content): string {
  return typeof content === 'string' ? content : serialize(content).toString('latin1');
}

/** Its fields; of packed ones a map of one's own. */
export function fieldsIn(content: Content): FieldMap {
  return typeof content === 'string' ? deserialize(Buffer.from(content, 'latin1')) : content;
}
