/**
 * How large documents are, by the rules of the documented service, and the limits it keeps to. The emulators
 * enforce few of them.
 * @see https://firebase.google.com/docs/firestore/storage-size
 * @see https://firebase.google.com/docs/firestore/quotas
 */
import { invalid } from '../engine-error.ts';
import { type FieldMap, isArray, type Value } from './value.ts';

export const limits = {
  /** 1 MiB. */
  documentBytes: 1_048_576,
  /** 10 MiB. */
  requestBytes: 10_485_760,
  transformsOfOneDocument: 500,
  indexEntries: 40_000,
  depth: 20,
  fieldNameBytes: 1_500,
  disjunctions: 30,
} as const;

/** A document has 32 bytes beside its name and its fields; the name has 16 and one for each part. */
const DOCUMENT_BYTES = 32;
const NAME_BYTES = 16;

export function textBytes(text: string): number {
  return Buffer.byteLength(text) + 1;
}

function nameBytes(path: string): number {
  return NAME_BYTES + path.split('/').reduce((sum, part) => sum + textBytes(part), 0);
}

export function valueBytes(value: Value): number {
  if (value === null || typeof value === 'boolean') return 1;
  if (typeof value === 'string') return textBytes(value);
  if (typeof value !== 'object') return 8;
  if (value instanceof Uint8Array) return value.length;
  if (isArray(value)) return value.reduce<number>((sum, item) => sum + valueBytes(item), 0);
  if (value instanceof Map) return fieldsBytes(value);
  if (value.kind === 'reference') return nameBytes(value.name.split('/documents/')[1] ?? value.name);
  return value.kind === 'timestamp' ? 8 : 16;
}

function fieldsBytes(fields: FieldMap): number {
  let sum = 0;
  for (const [name, value] of fields) sum += textBytes(name) + valueBytes(value);
  return sum;
}

export function documentBytes(path: string, fields: FieldMap): number {
  return DOCUMENT_BYTES + nameBytes(path) + fieldsBytes(fields);
}

/**
 * @param isIndexed whether Firestore indexes the top-level fields of the document's collection by itself
 * @throws EngineError when the documented service would refuse to store the document
 */
export function checkDocument(path: string, fields: FieldMap, bytes: number, isIndexed: boolean): void {
  if (bytes > limits.documentBytes)
    throw invalid(
      `The document ${path} would have ${bytes} bytes, of ${limits.documentBytes} that Firestore allows.`,
    );
  // A field or an element with an entry of its own has a byte or more.
  if (!isIndexed || bytes < limits.indexEntries) return;
  const entries = indexEntries(fields);
  if (entries > limits.indexEntries)
    throw invalid(
      `The document ${path} would have ${entries} index entries, of ${limits.indexEntries} that Firestore allows.`,
    );
}

/** Each plain field is indexed both ways, each element of an array once. */
function indexEntries(fields: FieldMap): number {
  let sum = 0;
  for (const value of fields.values()) {
    if (value instanceof Map) sum += indexEntries(value);
    else sum += value !== null && typeof value === 'object' && isArray(value) ? value.length : 2;
  }
  return sum;
}
