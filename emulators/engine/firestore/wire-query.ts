/** Queries as the wire has them (google.firestore.v1.StructuredQuery), read into those of `query.ts`. */
import type { google } from '@google-cloud/firestore-api/protos';
import { invalid, unimplemented } from '../engine-error.ts';
import { numberOf } from '../grpc/wire-types.ts';
import type { Aggregation } from './aggregate.ts';
import type { Filter, Operator } from './filter.ts';
import { type FieldPath, parseFieldPath } from './paths.ts';
import type { Cursor, Query } from './query.ts';
import { limits } from './sizes.ts';
import { isArray } from './value.ts';
import { readValue } from './wire.ts';

export type WireQuery = google.firestore.v1.IStructuredQuery;
export type WireAggregation = google.firestore.v1.StructuredAggregationQuery.IAggregation;
type WireField = google.firestore.v1.StructuredQuery.IFieldReference;
type WireFilter = google.firestore.v1.StructuredQuery.IFilter;
type WireCursor = google.firestore.v1.ICursor;

/** By the numbers of StructuredQuery.FieldFilter.Operator. */
const operators: readonly (Operator | undefined)[] = [
  undefined,
  '<',
  '<=',
  '>',
  '>=',
  '==',
  '!=',
  'array-contains',
  'in',
  'array-contains-any',
  'not-in',
];

/** By the numbers of StructuredQuery.UnaryFilter.Operator. */
const unaryTests: Readonly<Record<number, { readonly test: 'null' | 'nan'; readonly isNot: boolean }>> = {
  2: { test: 'nan', isNot: false },
  3: { test: 'null', isNot: false },
  4: { test: 'nan', isNot: true },
  5: { test: 'null', isNot: true },
};

const OR = 2;
const DESCENDING = 2;

/** @param parent the path of the document below which to look; empty for the database itself */
export function readQuery(parent: string, wire: WireQuery): Query {
  if (wire.findNearest) throw unimplemented('A search by vectors');
  if ((wire.from?.length ?? 0) > 1) throw invalid('A query asks more than one collection.');
  const { collectionId, allDescendants } = wire.from?.[0] ?? {};
  const limit = wire.limit?.value;
  if ((limit ?? 0) < 0 || (wire.offset ?? 0) < 0) throw invalid('A limit or an offset is negative.');
  return {
    parent,
    collectionId: collectionId || undefined,
    allDescendants: allDescendants ?? false,
    where: wire.where ? readFilter(wire.where) : undefined,
    orderBy: (wire.orderBy ?? []).map(({ field, direction }) => ({
      path: pathOf(field),
      isDescending: direction === DESCENDING,
    })),
    startAt: readCursor(wire.startAt),
    endAt: readCursor(wire.endAt),
    offset: wire.offset ?? 0,
    limit: limit ?? (wire.limit ? 0 : undefined),
  };
}

/** The fields a query wants; undefined for all. */
export function selectedPaths({ select }: WireQuery): readonly FieldPath[] | undefined {
  return select ? (select.fields ?? []).map(pathOf) : undefined;
}

export function readAggregation(wire: WireAggregation, index: number): Aggregation {
  const alias = wire.alias || `field_${index + 1}`;
  if (wire.sum) return { kind: 'sum', alias, path: pathOf(wire.sum.field) };
  if (wire.avg) return { kind: 'average', alias, path: pathOf(wire.avg.field) };
  const upTo = wire.count?.upTo?.value;
  return { kind: 'count', alias, upTo: upTo ? numberOf(upTo) : undefined };
}

function readCursor(wire: WireCursor | null | undefined): Cursor | undefined {
  if (!wire) return undefined;
  return { values: (wire.values ?? []).map((value) => readValue(value)), isBefore: wire.before ?? false };
}

function readFilter({ compositeFilter, fieldFilter, unaryFilter }: WireFilter): Filter {
  if (compositeFilter)
    return {
      kind: compositeFilter.op === OR ? 'or' : 'and',
      filters: (compositeFilter.filters ?? []).map(readFilter),
    };
  if (unaryFilter) {
    const test = unaryTests[Number(unaryFilter.op ?? 0)];
    if (test === undefined) throw invalid('A condition has no operator that Firestore knows.');
    return { kind: 'unary', path: pathOf(unaryFilter.field), ...test };
  }
  const operator = operators[Number(fieldFilter?.op ?? 0)];
  if (operator === undefined) throw invalid('A condition has no operator that Firestore knows.');
  const operand = readValue(fieldFilter?.value ?? {});
  if (operator === 'in' || operator === 'not-in' || operator === 'array-contains-any') {
    const count = isArray(operand) ? operand.length : 0;
    if (count < 1 || count > limits.disjunctions)
      throw invalid(`${operator} takes 1 to ${limits.disjunctions} values, not ${count}.`);
  }
  return { kind: 'field', path: pathOf(fieldFilter?.field), operator, operand };
}

function pathOf(field: WireField | null | undefined): FieldPath {
  return parseFieldPath(field?.fieldPath ?? '');
}
