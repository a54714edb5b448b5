/**
 * The writes of a commit as google.firestore.v1 has them on the wire, field numbers included.
 * @see https://github.com/googleapis/googleapis/blob/master/google/firestore/v1/write.proto
 */
import { entityTypes } from '../../common/domain/post.ts';
import { collections } from '../../common/domain/store/documents.ts';
import { fieldOf } from '../../common/domain/store/tally.ts';
import type { Counter } from '../plan.ts';
import { createWireWriter, type WireWriter } from './writer.ts';

/** A field's value: a text, a moment in milliseconds since 1970, texts, or true. */
type Field = string | number | readonly string[] | true;

/** Fields by name. An undefined field is left out. */
type Fields = Readonly<Record<string, Field | undefined>>;

/** Encodes writes to the documents of one database. */
export interface WriteEncoder {
  /** Creates a record; the commit fails as a whole when it exists. */
  readonly record: (recordId: string, fields: object & Fields) => Buffer;
  /** Adds to a day's document, which is made where it is missing. */
  readonly counter: (counter: Counter) => Buffer;
  /** The request for a commit of these writes. */
  readonly commit: (writes: readonly Uint8Array[]) => Buffer;
}

/** @param database such as `projects/p/databases/(default)` */
export function createWriteEncoder(database: string): WriteEncoder {
  const writer = createWireWriter(1 << 16);
  const root = `${database}/documents`;
  return {
    record(recordId, fields) {
      // current_document { exists: false }
      const precondition = writer.size();
      writer.integer(1, 0);
      writer.close(4, precondition);
      update(writer, `${root}/${collections.posts}/${recordId}`, fields);
      return writer.take();
    },
    counter(counter) {
      const { names, articles, changed, otherLanguage } = counter;
      for (const type of entityTypes) {
        for (const [text, tally] of names[type]) increment(writer, `${type}.${quoted(fieldOf(text))}`, tally);
      }
      if (changed !== 0) increment(writer, 'changed', changed);
      if (otherLanguage !== 0) increment(writer, 'otherLanguage', otherLanguage);
      increment(writer, 'articles', articles);
      const fields = {
        publication: counter.publicationId,
        day: counter.day,
        name: counter.name,
        open: true,
      } as const;
      const mask = writer.size();
      for (const name of Object.keys(fields)) writer.string(1, name);
      writer.close(3, mask);
      update(writer, `${root}/${collections.days}/${counter.documentId}`, fields);
      return writer.take();
    },
    commit(writes) {
      for (const write of writes.toReversed()) writer.bytes(2, write);
      writer.string(1, database);
      return writer.take();
    },
  };
}

/** Write.update: the document with its fields. */
function update(writer: WireWriter, name: string, fields: Fields): void {
  const document = writer.size();
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    const entry = writer.size();
    const inner = writer.size();
    writeValue(writer, value);
    writer.close(2, inner);
    writer.string(1, key);
    writer.close(2, entry);
  }
  writer.string(1, name);
  writer.close(1, document);
}

function writeValue(writer: WireWriter, value: Field): void {
  if (typeof value === 'string') {
    writer.string(17, value);
  } else if (value === true) {
    writer.integer(1, 1);
  } else if (typeof value === 'number') {
    const timestamp = writer.size();
    const seconds = Math.floor(value / 1_000);
    writer.integer(2, (value - seconds * 1_000) * 1_000_000);
    writer.integer(1, seconds);
    writer.close(10, timestamp);
  } else {
    const array = writer.size();
    for (const text of value.toReversed()) {
      const element = writer.size();
      writer.string(17, text);
      writer.close(1, element);
    }
    writer.close(9, array);
  }
}

/** Write.update_transforms: one increment. */
function increment(writer: WireWriter, path: string, by: number): void {
  const transform = writer.size();
  const value = writer.size();
  writer.integer(2, by);
  writer.close(3, value);
  writer.string(1, path);
  writer.close(7, transform);
}

/** A field name within a path. */
function quoted(name: string): string {
  return `\`${/[\\`]/.test(name) ? name.replace(/[\\`]/g, '\\$&') : name}\``;
}
