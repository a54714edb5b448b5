/**
 * One document, present and past: its content now, and its earlier versions. A version keeps only the values
 * that a commit replaced, so a commit to a counter with ten thousand names does not copy all of them. A read
 * of the past undoes versions, newest first, on a copy.
 */
import { type Content, fieldsIn } from './content.ts';
import type { DocumentPath, FieldPath } from './paths.ts';
import { documentBytes } from './sizes.ts';
import type { FieldMap, Value } from './value.ts';

/** One step back: the fields as a whole, or the value at one path. */
export type Undo =
  | { readonly whole: Content | undefined }
  | { readonly path: FieldPath; readonly value: Value | undefined };

/** The state of a document before a commit. */
export interface Version {
  readonly createTime: number;
  readonly updateTime: number;
  readonly bytes: number;
  /** The commit that ended it. */
  until: number;
  /** In the order in which the changes were made. */
  undo: Undo[];
}

export interface StoredDocument extends DocumentPath {
  /** Undefined while the document does not exist. */
  content: Content | undefined;
  createTime: number;
  updateTime: number;
  /** Its size; 0 while it does not exist. */
  bytes: number;
  /** When its time to live ends, in microseconds; Infinity when it has none. */
  expiresAt: number;
  /** Oldest first. */
  versions: Version[];
}

/** A document at one moment. Its fields change with the next commit, so read them at once. */
export interface DocumentState {
  readonly document: StoredDocument;
  readonly fields: FieldMap;
  readonly createTime: number;
  readonly updateTime: number;
}

/** A document at a moment; undefined when it did not exist then. */
export function snapshotAt(document: StoredDocument, moment: number): DocumentState | undefined {
  const { versions } = document;
  let { content, createTime, updateTime } = document;
  let isCopy = false;
  for (let i = versions.length - 1; i >= 0; i--) {
    const version = versions[i];
    if (version === undefined || version.until <= moment) break;
    ({ createTime, updateTime } = version);
    for (const step of version.undo.toReversed()) {
      if ('whole' in step) {
        content = step.whole;
        isCopy = false;
      } else if (content !== undefined) {
        const fields: FieldMap = isCopy ? fieldsIn(content) : copyOf(content);
        isCopy = true;
        put(fields, step.path, step.value);
        content = fields;
      }
    }
  }
  return content === undefined ? undefined : stateOf(document, content, createTime, updateTime);
}

/** Fields that nobody asks for are not unpacked. */
function stateOf(
  document: StoredDocument,
  content: Content,
  createTime: number,
  updateTime: number,
): DocumentState {
  let fields: FieldMap | undefined;
  return {
    document,
    createTime,
    updateTime,
    get fields() {
      fields ??= fieldsIn(content);
      return fields;
    },
  };
}

/** Takes back, in place, what a version records. */
export function restore(document: StoredDocument, version: Version): void {
  for (const step of version.undo.toReversed()) {
    if ('whole' in step) document.content = step.whole;
    else if (document.content instanceof Map) put(document.content, step.path, step.value);
  }
  document.createTime = version.createTime;
  document.updateTime = version.updateTime;
  document.bytes = version.bytes;
}

/** Sets or removes the value at a path. The maps on the path must exist. */
export function put(fields: FieldMap, path: FieldPath, value: Value | undefined): void {
  let map = fields;
  for (const name of path.slice(0, -1)) {
    const inner = map.get(name);
    if (!(inner instanceof Map)) return;
    map = inner;
  }
  const name = path.at(-1) ?? '';
  if (value === undefined) map.delete(name);
  else map.set(name, value);
}

function copyOf(content: Content): FieldMap {
  if (!(content instanceof Map)) return fieldsIn(content);
  return new Map(
    [...content].map(([name, value]) => [name, value instanceof Map ? copyOf(value) : value] as const),
  );
}

/** The present size of a document. */
export function sizeOf({ path, content }: StoredDocument): number {
  return content === undefined ? 0 : documentBytes(path, fieldsIn(content));
}
