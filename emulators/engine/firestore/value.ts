/**
 * Values of documents: their form in memory, their equality and their order. `wire.ts` decides on their form
 * on the wire.
 *
 * Whole numbers are bigints, because 64 bits do not fit into a number; numbers are doubles. Texts, booleans
 * and null are themselves.
 * @see https://firebase.google.com/docs/firestore/manage-data/data-types
 */

export interface Timestamp {
  readonly kind: 'timestamp';
  readonly seconds: number;
  readonly nanos: number;
}

export interface Reference {
  readonly kind: 'reference';
  /** The whole name of the document. */
  readonly name: string;
}

export interface GeoPoint {
  readonly kind: 'geoPoint';
  readonly latitude: number;
  readonly longitude: number;
}

export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | Timestamp
  | Reference
  | GeoPoint
  | readonly Value[]
  | FieldMap;

/** Fields by name. Only `change.ts` changes them in place, and records how to undo it. */
export type FieldMap = Map<string, Value>;

/** The microseconds since 1970 as a value. */
export function timestampOf(micros: number): Timestamp {
  const seconds = Math.floor(micros / 1e6);
  return { kind: 'timestamp', seconds, nanos: (micros - seconds * 1e6) * 1_000 };
}

/** Microseconds since 1970; exact for the years from 1685 to 2255. */
export function microsOf({ seconds, nanos }: Pick<Timestamp, 'seconds' | 'nanos'>): number {
  return seconds * 1e6 + Math.floor(nanos / 1_000);
}

export function isArray(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** The place of a value's type in the order of all values. Whole numbers and doubles are one type. */
function rankOf(value: Value): number {
  if (value === null) return 0;
  switch (typeof value) {
    case 'boolean':
      return 1;
    case 'bigint':
    case 'number':
      return 2;
    case 'string':
      return 4;
  }
  if (value instanceof Uint8Array) return 5;
  if (isArray(value)) return 8;
  if (value instanceof Map) return 9;
  return { timestamp: 3, reference: 6, geoPoint: 7 }[value.kind];
}

/** Whether a filter can compare the two: only values of one type are compared. */
export function isSameType(one: Value, other: Value): boolean {
  return rankOf(one) === rankOf(other);
}

/** Negative when `one` comes first, 0 when they are equal: 1 and 1.0 are. */
export function compare(one: Value, other: Value): number {
  const rank = rankOf(one);
  const difference = rank - rankOf(other);
  if (difference !== 0) return difference;
  if (typeof one === 'string' && typeof other === 'string') return compareTexts(one, other);
  if (isNumeric(one) && isNumeric(other)) return compareNumbers(one, other);
  if (typeof one === 'boolean') return Number(one) - Number(other);
  if (one instanceof Uint8Array && other instanceof Uint8Array) return Buffer.compare(one, other);
  if (one instanceof Map && other instanceof Map) return compareMaps(one, other);
  if (one === null || other === null || typeof one !== 'object' || typeof other !== 'object') return 0;
  if (isArray(one) && isArray(other)) return compareInOrder(one, other, compare);
  if (!('kind' in one && 'kind' in other)) return 0;
  if (one.kind === 'timestamp' && other.kind === 'timestamp')
    return one.seconds - other.seconds || one.nanos - other.nanos;
  if (one.kind === 'reference' && other.kind === 'reference') return compareNames(one.name, other.name);
  if (one.kind === 'geoPoint' && other.kind === 'geoPoint')
    return one.latitude - other.latitude || one.longitude - other.longitude;
  return 0;
}

export function equal(one: Value, other: Value): boolean {
  return one === other || compare(one, other) === 0;
}

/**
 * Whether writing `other` in place of `one` changes nothing: unlike `equal`, 1 and 1.0 differ, and so do 0
 * and -0.
 */
export function identical(one: Value | undefined, other: Value | undefined): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (one instanceof Map && other instanceof Map)
    return one.size === other.size && [...one].every(([name, value]) => identical(value, other.get(name)));
  if (isArray(one) && isArray(other))
    return one.length === other.length && one.every((value, index) => identical(value, other[index]));
  return isSameType(one, other) && !isArray(one) && !(one instanceof Map) && compare(one, other) === 0;
}

/**
 * By the bytes of UTF-8, as Firestore orders texts: JavaScript orders UTF-16 units, and pairs of them below
 * U+E000.
 */
export function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  const length = Math.min(one.length, other.length);
  for (let i = 0; i < length; i++) {
    const a = one.charCodeAt(i);
    const b = other.charCodeAt(i);
    if (a !== b) return isSurrogate(a) === isSurrogate(b) ? a - b : isSurrogate(a) ? 1 : -1;
  }
  return one.length - other.length;
}

/** By segment, so that a parent comes before its children and `a/b` before `a-b`. */
export function compareNames(one: string, other: string): number {
  return compareInOrder(one.split('/'), other.split('/'), compareSegments);
}

/** Ids such as `__id7__` are numbers, which come before all texts; clients name the first of all ids so. */
function compareSegments(one: string, other: string): number {
  const [, a] = NUMERIC_ID.exec(one) ?? [];
  const [, b] = NUMERIC_ID.exec(other) ?? [];
  if (a !== undefined && b !== undefined) return Number(a) - Number(b);
  if (a === undefined && b === undefined) return compareTexts(one, other);
  return a === undefined ? 1 : -1;
}

const NUMERIC_ID = /^__id(-?\d+)__$/;

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

function isNumeric(value: Value): value is bigint | number {
  return typeof value === 'bigint' || typeof value === 'number';
}

/** NaN comes before all other numbers. */
function compareNumbers(one: bigint | number, other: bigint | number): number {
  if (one < other) return -1;
  if (one > other) return 1;
  return Number(!Number.isNaN(Number(one))) - Number(!Number.isNaN(Number(other)));
}

function compareMaps(one: FieldMap, other: FieldMap): number {
  const entries = (fields: FieldMap) => [...fields].toSorted(([a], [b]) => compareTexts(a, b));
  return compareInOrder(
    entries(one),
    entries(other),
    ([nameA, a], [nameB, b]) => compareTexts(nameA, nameB) || compare(a, b),
  );
}

function compareInOrder<Item>(
  one: readonly Item[],
  other: readonly Item[],
  compareItems: (a: Item, b: Item) => number,
): number {
  for (const [index, a] of one.entries()) {
    const b = other[index];
    if (b === undefined) return 1;
    const difference = compareItems(a, b);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}
