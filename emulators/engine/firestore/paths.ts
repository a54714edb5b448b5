/** Paths of fields and documents, as requests give them. */
import { invalid } from '../engine-error.ts';
import type { FieldMap, Value } from './value.ts';

/** The names on the way to a field, from the outside in; at least one. */
export type FieldPath = readonly string[];

/** The document's own name, where a field is expected. */
export const DOCUMENT_NAME = '__name__';

const SIMPLE = /^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*$/;
const SEGMENT = /(?:`((?:[^`\\]|\\[\s\S])+)`|([^.`]+))(\.|$)/y;

/** Reads a path such as `` a.b.`c.d` ``. */
export function parseFieldPath(text: string): FieldPath {
  if (SIMPLE.test(text)) return text.split('.');
  const path: string[] = [];
  SEGMENT.lastIndex = 0;
  for (let rest = true; rest; ) {
    const match = SEGMENT.exec(text);
    if (match === null) throw invalid(`${JSON.stringify(text)} is no path of a field.`);
    const [, quoted, plain, dot] = match;
    path.push(quoted?.replace(/\\([\s\S])/g, '$1') ?? plain ?? '');
    rest = dot === '.';
  }
  return path;
}

/** The value at a path; undefined where there is none. */
export function valueAt(fields: FieldMap, path: FieldPath): Value | undefined {
  let value: Value | undefined = fields;
  for (const name of path) {
    if (!(value instanceof Map)) return undefined;
    value = value.get(name);
  }
  return value;
}

/** A document's place in a database. */
export interface DocumentPath {
  /** Without the database: `publications/a/entities/b`. */
  readonly path: string;
  /** The collection it is in: `publications/a/entities`. */
  readonly parent: string;
  readonly collectionId: string;
  readonly id: string;
}

const MOST_ID_BYTES = 1_500;

/**
 * Splits a document's path below its database.
 * @throws EngineError when it is the path of no document, or an id in it is not allowed
 */
export function documentPath(path: string): DocumentPath {
  const segments = path.split('/');
  if (segments.length % 2 !== 0) throw invalid(`${path} is no document: it has an odd number of parts.`);
  for (const segment of segments) {
    if (segment === '' || segment === '.' || segment === '..' || /^__.*__$/.test(segment))
      throw invalid(`${JSON.stringify(segment)} is no id that Firestore allows, in ${path}.`);
    if (segment.length > MOST_ID_BYTES / 3 && Buffer.byteLength(segment) > MOST_ID_BYTES)
      throw invalid(`An id in ${path.slice(0, 100)}… has more than ${MOST_ID_BYTES} bytes.`);
  }
  const id = segments.at(-1) ?? '';
  return {
    path,
    parent: path.slice(0, path.length - id.length - 1),
    collectionId: segments.at(-2) ?? '',
    id,
  };
}
