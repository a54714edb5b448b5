/**
 * Documents and writes between the wire and memory, in the words of google.firestore.v1. Queries are read in
 * `wire-query.ts`.
 */
import type { google } from '@google-cloud/firestore-api/protos';
import { invalid, unimplemented } from '../engine-error.ts';
import { bigintOf, numberOf, wireInteger, wireTimestamp } from '../grpc/wire-types.ts';
import type { Write, WriteOutcome } from './commit.ts';
import { parseFieldPath } from './paths.ts';
import { limits } from './sizes.ts';
import type { Transform } from './transform.ts';
import { type FieldMap, isArray, microsOf, type Value } from './value.ts';
import type { DocumentState } from './versions.ts';

/** A message as protobufjs decodes it: a property named after a oneof group says which field is set. */
export type WireValue = google.firestore.v1.IValue & { readonly valueType?: string };
export type WireMask = google.firestore.v1.IDocumentMask;
export type WireWrite = Omit<google.firestore.v1.IWrite, 'currentDocument'> & {
  readonly currentDocument?: (google.firestore.v1.IPrecondition & { readonly conditionType?: string }) | null;
  readonly operation?: string;
};
type WireFieldTransform = google.firestore.v1.DocumentTransform.IFieldTransform & {
  readonly transformType?: string;
};

export function readValue(wire: WireValue, depth = 0): Value {
  if (depth > limits.depth) throw invalid(`A value is nested more than ${limits.depth} deep.`);
  switch (wire.valueType) {
    case 'nullValue':
      return null;
    case 'booleanValue':
      return wire.booleanValue ?? false;
    case 'integerValue':
      return bigintOf(wire.integerValue ?? 0);
    case 'doubleValue':
      return wire.doubleValue ?? 0;
    case 'timestampValue': {
      const { seconds, nanos } = wire.timestampValue ?? {};
      // The documented service keeps microseconds.
      const micros = Math.floor((nanos ?? 0) / 1_000);
      return { kind: 'timestamp', seconds: numberOf(seconds), nanos: micros * 1_000 };
    }
    case 'stringValue':
      return wire.stringValue ?? '';
    case 'bytesValue':
      return new Uint8Array(bytesOf(wire.bytesValue ?? ''));
    case 'referenceValue':
      return { kind: 'reference', name: wire.referenceValue ?? '' };
    case 'geoPointValue': {
      const { latitude, longitude } = wire.geoPointValue ?? {};
      return { kind: 'geoPoint', latitude: latitude ?? 0, longitude: longitude ?? 0 };
    }
    case 'arrayValue':
      return (wire.arrayValue?.values ?? []).map((item) => readValue(item, depth + 1));
    case 'mapValue':
      return readFields(wire.mapValue?.fields ?? {}, depth + 1);
    default:
      throw invalid('A value has no type that the engine knows.');
  }
}

export function readFields(wire: Readonly<Record<string, WireValue>>, depth = 0): FieldMap {
  const fields: FieldMap = new Map();
  for (const name of Object.keys(wire)) {
    const value = wire[name];
    if (name === '') throw invalid('The name of a field is empty.');
    if (name.length > limits.fieldNameBytes / 3 && Buffer.byteLength(name) > limits.fieldNameBytes)
      throw invalid(`The name of a field has more than ${limits.fieldNameBytes} bytes.`);
    if (value !== undefined) fields.set(name, readValue(value, depth));
  }
  return fields;
}

/** @returns the fields of a google.firestore.v1.Value, as protobufjs takes them */
export function writeValue(value: Value): object {
  if (value === null) return { nullValue: 0 };
  switch (typeof value) {
    case 'boolean':
      return { booleanValue: value };
    case 'bigint':
      return { integerValue: wireInteger(value) };
    case 'number':
      return { doubleValue: value };
    case 'string':
      return { stringValue: value };
  }
  if (value instanceof Uint8Array) return { bytesValue: value };
  if (isArray(value)) return { arrayValue: { values: value.map(writeValue) } };
  if (value instanceof Map) return { mapValue: { fields: writeFields(value) } };
  switch (value.kind) {
    case 'timestamp':
      return { timestampValue: { seconds: value.seconds, nanos: value.nanos } };
    case 'reference':
      return { referenceValue: value.name };
    case 'geoPoint':
      return { geoPointValue: { latitude: value.latitude, longitude: value.longitude } };
  }
}

function writeFields(fields: FieldMap): Record<string, object> {
  // Without a prototype, so that a field may be called __proto__.
  const wire: Record<string, object> = Object.create(null);
  for (const [name, value] of fields) wire[name] = writeValue(value);
  return wire;
}

/** @param root what comes before a path in the name of a document */
export function writeDocument(root: string, snapshot: DocumentState, fields: FieldMap): object {
  return {
    name: root + snapshot.document.path,
    fields: writeFields(fields),
    createTime: wireTimestamp(snapshot.createTime),
    updateTime: wireTimestamp(snapshot.updateTime),
  };
}

/** The path below the database of a document's whole name. */
export function pathIn(root: string, name: string | null | undefined): string {
  if (name?.startsWith(root)) return name.slice(root.length);
  throw invalid(`${JSON.stringify(name ?? '')} is no document of the database ${root.slice(0, -1)}.`);
}

/** @param root what comes before a path in the name of a document */
export function readWrite(root: string, wire: WireWrite): Write {
  const { currentDocument, updateMask } = wire;
  const precondition = readPrecondition(currentDocument);
  const common = precondition === undefined ? {} : { precondition };
  switch (wire.operation) {
    case 'delete':
      return { path: pathIn(root, wire.delete), isDelete: true, transforms: [], ...common };
    case 'transform': {
      const { document, fieldTransforms } = wire.transform ?? {};
      const transforms = (fieldTransforms ?? []).map(readTransform);
      return { path: pathIn(root, document), isDelete: false, transforms, ...common };
    }
    case 'update': {
      const { name, fields } = wire.update ?? {};
      return {
        path: pathIn(root, name),
        isDelete: false,
        fields: readFields(fields ?? {}),
        transforms: (wire.updateTransforms ?? []).map(readTransform),
        ...(updateMask && { mask: (updateMask.fieldPaths ?? []).map(parseFieldPath) }),
        ...common,
      };
    }
    default:
      throw invalid('A write has neither an update nor a delete.');
  }
}

function readPrecondition(wire: WireWrite['currentDocument']): Write['precondition'] {
  if (wire?.conditionType === 'exists') return { exists: wire.exists ?? false };
  if (wire?.conditionType !== 'updateTime') return undefined;
  const { seconds, nanos } = wire.updateTime ?? {};
  return { updateTime: microsOf({ seconds: numberOf(seconds), nanos: nanos ?? 0 }) };
}

function readTransform(wire: WireFieldTransform): Transform {
  const path = parseFieldPath(wire.fieldPath ?? '');
  const items = (list: WireFieldTransform['appendMissingElements']): readonly Value[] =>
    (list?.values ?? []).map((value) => readValue(value));
  switch (wire.transformType) {
    case 'setToServerValue':
      return { kind: 'serverTime', path };
    case 'increment':
    case 'maximum':
    case 'minimum': {
      const operand = readValue(wire[wire.transformType] ?? {});
      if (typeof operand !== 'bigint' && typeof operand !== 'number')
        throw invalid(`The ${wire.transformType} of ${wire.fieldPath} is no number.`);
      return { kind: wire.transformType, path, operand };
    }
    case 'appendMissingElements':
      return { kind: 'append', path, items: items(wire.appendMissingElements) };
    case 'removeAllFromArray':
      return { kind: 'remove', path, items: items(wire.removeAllFromArray) };
    default:
      throw unimplemented(`The transform of ${wire.fieldPath}`);
  }
}

export function writeOutcome({ updateTime, transformResults }: WriteOutcome): object {
  return {
    ...(updateTime !== undefined && { updateTime: wireTimestamp(updateTime) }),
    ...(transformResults.length > 0 && { transformResults: transformResults.map(writeValue) }),
  };
}

/** Bytes are a text only in JSON. */
function bytesOf(bytes: Uint8Array | string): Uint8Array {
  return typeof bytes === 'string' ? Buffer.from(bytes, 'base64') : bytes;
}
