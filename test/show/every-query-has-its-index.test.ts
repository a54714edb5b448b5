import { DocumentReference, Firestore, type Query, Timestamp } from '@google-cloud/firestore';
import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  compositeIndexes,
  type Index,
  singleFieldIndexes,
} from '../../functions/common/domain/store/indexes.ts';
import * as queries from '../../functions/show/reading/queries.ts';

const firestore = new Firestore({ projectId: 'demo-indexes' });
const queriesOf = (list: readonly (Query | DocumentReference)[]): Query[] =>
  list.flatMap((one) => (one instanceof DocumentReference ? [] : [one]));
const now = Timestamp.fromMillis(0);
const page = { limit: 10, after: [now, 'id'] } as const;

/** Every query and document that `queries.ts` can make, by the function that makes it. */
const cases: Readonly<Record<keyof typeof queries, readonly (Query | DocumentReference)[]>> = {
  openDocuments: [queries.openDocuments(firestore, 'p', 10)],
  documentsOfDays: [
    queries.documentsOfDays(firestore, 'p', ['2026-11-27'], 10),
    queries.documentsOfDays(firestore, 'p', ['2026-11-27', '2026-11-28'], 10),
  ],
  overviewMonthsFrom: [queries.overviewMonthsFrom(firestore, '2026-11', 10)],
  articles: [
    queries.articles(firestore, { keys: ['k'] }, page),
    queries.articles(firestore, { keys: ['k'], from: now }, page),
    queries.articles(firestore, { keys: ['k'], publicationIds: ['p'] }, page),
    queries.articles(
      firestore,
      { keys: ['k'], publicationIds: ['p'], from: now, before: now },
      { limit: 10 },
    ),
    queries.articles(firestore, { keys: ['k', 'l'] }, page),
    queries.articles(firestore, { keys: ['k', 'l'], publicationIds: ['p'], before: now }, page),
    queries.articles(firestore, { publicationIds: ['p'] }, page),
    queries.articles(firestore, { publicationIds: ['p'], from: now }, page),
    queries.articles(firestore, { publicationIds: ['p', 'q'], from: now, before: now }, page),
  ],
  headOf: [queries.headOf(firestore, 'p')],
  overviewOf: [queries.overviewOf(firestore, '2026-11')],
  leaseOf: [queries.leaseOf(firestore)],
  curationAt: [queries.curationAt(firestore)],
  chunkOf: [queries.chunkOf(firestore, 'run', 0)],
};

const Field = z.object({ fieldPath: z.string() });
const Filter = z.object({ fieldFilter: z.object({ field: Field, op: z.string() }) });
/**
 * A query in the form that the client sends
 * (https://cloud.google.com/firestore/docs/reference/rpc/google.firestore.v1#structuredquery).
 */
const Sent = z.object({
  structuredQuery: z.object({
    from: z.tuple([z.object({ collectionId: z.string(), allDescendants: z.boolean().optional() })]),
    where: z
      .union([Filter, z.object({ compositeFilter: z.object({ filters: z.array(Filter) }) })])
      .optional(),
    orderBy: z.array(z.object({ field: Field, direction: z.string() })).default([]),
  }),
});

interface Shape {
  readonly collection: string;
  readonly scope: Index['scope'];
  /**
   * Fields compared with one value or with one of several, in any order. An array has one entry per element.
   */
  readonly equal: readonly string[];
  /** The fields of the order, with their directions. The document's name is always the last. */
  readonly order: readonly string[];
}

/** The operators that the first fields of an index serve, and the mode that declares such a field. */
const comparisons: Readonly<Record<string, string>> = {
  EQUAL: '',
  IN: '',
  ARRAY_CONTAINS: ' CONTAINS',
  ARRAY_CONTAINS_ANY: ' CONTAINS',
};

function shapeOf(query: Query): Shape {
  const toProto: unknown = Reflect.get(query, 'toProto');
  if (typeof toProto !== 'function') throw new Error('the client no longer tells what it sends');
  const { from, where, orderBy } = Sent.parse(toProto.call(query)).structuredQuery;
  expect(from[0].allDescendants ?? false).toBe(false);
  const filters =
    where === undefined ? [] : 'compositeFilter' in where ? where.compositeFilter.filters : [where];
  const isEqual = ({ fieldFilter }: (typeof filters)[number]): boolean => fieldFilter.op in comparisons;
  const equal = filters
    .filter(isEqual)
    .map(({ fieldFilter }) => `${fieldFilter.field.fieldPath}${comparisons[fieldFilter.op] ?? ''}`);
  const ranged = filters.filter((one) => !isEqual(one));
  const order = orderBy.map(({ field, direction }) => `${field.fieldPath} ${direction}`);
  for (const { fieldFilter } of ranged) expect(order[0]).toContain(fieldFilter.field.fieldPath);
  return {
    collection: from[0].collectionId,
    scope: 'COLLECTION',
    equal: equal.toSorted(),
    order: withName(order),
  };
}

function withName(order: readonly string[]): readonly string[] {
  if (order.some((part) => part.startsWith('__name__'))) return order;
  return [...order, `__name__ ${order.at(-1)?.split(' ')[1] ?? 'ASCENDING'}`];
}

function serves(index: Index, shape: Shape): boolean {
  if (index.collection !== shape.collection || index.scope !== shape.scope) return false;
  const fields = withName(index.fields.map(({ field, order }) => `${field} ${order}`));
  const equal = fields.slice(0, shape.equal.length).map((part) => part.replace(/ (?:A|DE)SCENDING$/, ''));
  return (
    JSON.stringify(equal.toSorted()) === JSON.stringify(shape.equal) &&
    JSON.stringify(fields.slice(shape.equal.length)) === JSON.stringify(shape.order)
  );
}

/** A query without filters and with the order of names uses an index that always exists. */
function needsNone(shape: Shape): boolean {
  return shape.equal.length === 0 && shape.order.length === 1;
}

test('the list of queries is complete', () => {
  expect(Object.keys(cases).toSorted()).toEqual(Object.keys(queries).toSorted());
});

test.for(
  Object.entries(cases).flatMap(([name, list]) =>
    queriesOf(list).map((query, n) => [`${name} ${n}`, query] as const),
  ),
)('%s is served by a declared index', ([, query]) => {
  const shape = shapeOf(query);
  const served = needsNone(shape) || compositeIndexes.some((index) => serves(index, shape));
  expect(served, JSON.stringify(shape)).toBe(true);
});

test('every declared index is used by a query', () => {
  const shapes = Object.values(cases).flatMap(queriesOf).map(shapeOf);
  const idle = compositeIndexes.filter((index) => !shapes.some((shape) => serves(index, shape)));
  // Queries outside `queries.ts` use three indexes: the roll-up finds open documents and those of a whole
  // day, and forget finds the articles of a sender.
  expect(idle.map(({ fields }) => fields.map(({ field }) => field))).toEqual([
    ['sender', 'acceptedAt'],
    ['open', 'day'],
  ]);
  expect(singleFieldIndexes.map(({ fields }) => fields.map(({ field }) => field))).toEqual([['day']]);
});
