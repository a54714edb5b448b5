import { Firestore, type Query } from '@google-cloud/firestore';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { compositeIndexes, type Index, singleFieldIndexes } from '../../functions/common/domain/indexes.ts';
import * as queries from '../../functions/show/queries.ts';

const firestore = new Firestore({ projectId: 'demo-indexes' });
const page = { limit: 10 };

/** Every query that `queries.ts` can make, by the function that makes it. */
const cases: Readonly<Record<keyof typeof queries, readonly Query[]>> = {
  publications: [queries.publications(firestore)],
  entitiesOf: [queries.entitiesOf(firestore, 'p')],
  allEntities: [queries.allEntities(firestore)],
  rankedPublications: [
    queries.rankedPublications(firestore, page),
    queries.rankedPublications(firestore, { ...page, after: [1, 'n', 'p'] }),
  ],
  rankedEntities: [
    queries.rankedEntities(firestore, 'p', undefined, page),
    queries.rankedEntities(firestore, 'p', 'place', page),
    queries.rankedEntities(firestore, 'p', 'place', { ...page, after: [1, 't', 'e'] }),
  ],
  entitiesByKey: [
    queries.entitiesByKey(firestore, 'p', undefined, 'a', page),
    queries.entitiesByKey(firestore, 'p', 'person', 'a', page),
  ],
  entityEverywhere: [queries.entityEverywhere(firestore, 'person', 'a')],
  entitiesEverywhereByKey: [queries.entitiesEverywhereByKey(firestore, 'a', page)],
  paged: [queries.paged(queries.entityEverywhere(firestore, 'person', 'a'), page)],
};

const Field = z.object({ fieldPath: z.string() });
const Filter = z.object({ fieldFilter: z.object({ field: Field, op: z.string() }) });
/** A query as Firestore is sent it (https://cloud.google.com/firestore/docs/reference/rpc/google.firestore.v1#structuredquery). */
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
  /** Fields compared with one value, in any order. */
  readonly equal: readonly string[];
  /** Fields ordered by, with their directions; the document's name is always the last. */
  readonly order: readonly string[];
}

function shapeOf(query: Query): Shape {
  const toProto: unknown = Reflect.get(query, 'toProto');
  if (typeof toProto !== 'function') throw new Error('the client no longer tells what it sends');
  const { from, where, orderBy } = Sent.parse(toProto.call(query)).structuredQuery;
  const filters =
    where === undefined ? [] : 'compositeFilter' in where ? where.compositeFilter.filters : [where];
  const equal = filters
    .filter(({ fieldFilter }) => fieldFilter.op === 'EQUAL')
    .map(({ fieldFilter }) => fieldFilter.field.fieldPath);
  const ranged = filters.filter(({ fieldFilter }) => fieldFilter.op !== 'EQUAL');
  const order = orderBy.map(({ field, direction }) => `${field.fieldPath} ${direction}`);
  for (const { fieldFilter } of ranged) expect(order[0]).toContain(fieldFilter.field.fieldPath);
  return {
    collection: from[0].collectionId,
    scope: from[0].allDescendants ? 'COLLECTION_GROUP' : 'COLLECTION',
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
  const equal = fields.slice(0, shape.equal.length).map((part) => part.split(' ')[0] ?? '');
  return (
    JSON.stringify(equal.toSorted()) === JSON.stringify(shape.equal) &&
    JSON.stringify(fields.slice(shape.equal.length)) === JSON.stringify(shape.order)
  );
}

/** Without an order or a filter, the order of names serves, which is always there. */
function needsNone(shape: Shape): boolean {
  return shape.equal.length === 0 && shape.order.length === 1;
}

test('the list of queries is complete', () => {
  expect(Object.keys(cases).toSorted()).toEqual(Object.keys(queries).toSorted());
});

test.for(
  Object.entries(cases).flatMap(([name, list]) => list.map((query, n) => [`${name} ${n}`, query] as const)),
)('%s is served by a declared index', ([, query]) => {
  const shape = shapeOf(query);
  const served = needsNone(shape) || compositeIndexes.some((index) => serves(index, shape));
  expect(served, JSON.stringify(shape)).toBe(true);
});

test('no index is declared that no query needs', () => {
  const shapes = Object.values(cases).flat().map(shapeOf);
  const idle = compositeIndexes.filter((index) => !shapes.some((shape) => serves(index, shape)));
  expect(idle).toEqual([]);
});

test('the sums that are asked for have their index too', () => {
  // Of all articles; an entity's sum is over a query whose index holds the count.
  expect(singleFieldIndexes).toContainEqual({
    collection: 'publications',
    scope: 'COLLECTION',
    fields: [{ field: 'articleCount', order: 'ASCENDING' }],
  });
  expect(shapeOf(queries.entityEverywhere(firestore, 'person', 'a')).order).toContain('count DESCENDING');
});
