/**
 * The form of a document's fields in memory. Most documents are written once and hardly read again, and a map
 * of small values takes 2 to 4 times its bytes. So fields are kept packed, and unpacked to a map for a read.
 * While increments change a document it stays a map: packing it again for each would cost more.
 *
 * The packed form is the output of V8's serializer, which supports maps and bigints, as a string with one
 * character per byte. V8 keeps such a character in one byte, and a buffer would cost some 300 bytes more. The
 * packed form never leaves the process.
 */
import { deserialize, serialize } from 'node:v8';
import type { FieldMap } from './value.ts';

/** Fields by name, or the same packed. */
export type Content = FieldMap | string;

export function packed(content: Content): string {
  return typeof content === 'string' ? content : serialize(content).toString('latin1');
}

/** The fields as a map; for packed ones a new map. */
export function fieldsIn(content: Content): FieldMap {
  return typeof content === 'string' ? deserialize(Buffer.from(content, 'latin1')) : content;
}
