/**
 * Answers queries as of one moment: filters, orders, limits. It scans every document of the queried
 * collections. Where a condition asks for one value of a field, it reads only those that `lookup.ts` names.
 *
 * Unlike the documented service it needs no composite index. A test checks the project's queries against the
 * declared indexes.
 */
import { invalid } from '../engine-error.ts';
import type { Documents } from './documents.ts';
import { type Filter, fieldOf, inequalityFields, lookups, matches } from './filter.ts';
import type { Lookup } from './lookup.ts';
import { DOCUMENT_NAME, type FieldPath } from './paths.ts';
import { compare, compareTexts, type Value } from './value.ts';
import { type DocumentState, type StoredDocument, snapshotAt } from './versions.ts';

export interface Order {
  readonly path: FieldPath;
  readonly isDescending: boolean;
}

/** A place between two results: values of the first fields of the order. */
export interface Cursor {
  readonly values: readonly Value[];
  /** Just before what has these values, or just behind it. */
  readonly isBefore: boolean;
}

export interface Query {
  /** The document below which to look; empty for the database itself. */
  readonly parent: string;
  /** Undefined asks for documents of any collection. */
  readonly collectionId: string | undefined;
  /** At any depth below the parent. */
  readonly allDescendants: boolean;
  readonly where: Filter | undefined;
  readonly orderBy: readonly Order[];
  readonly startAt: Cursor | undefined;
  readonly endAt: Cursor | undefined;
  readonly offset: number;
  readonly limit: number | undefined;
}

export interface QueryContext {
  readonly documents: Documents;
  readonly lookup: Lookup;
  /** The prefix of a path in the name of a document. */
  readonly root: string;
}

/** The documents that a query finds at a moment, in its order. */
export function runQuery(context: QueryContext, query: Query, moment: number): readonly DocumentState[] {
  const { root } = context;
  const order = fullOrder(query);
  for (const cursor of [query.startAt, query.endAt])
    if (cursor !== undefined && cursor.values.length > order.length)
      throw invalid('A cursor has more values than the query has fields to order by.');
  const compareTwo = comparison(order, root);
  const found: DocumentState[] = [];
  for (const document of candidates(context, query)) {
    const snapshot = snapshotAt(document, moment);
    if (snapshot === undefined) continue;
    if (query.where !== undefined && !matches(query.where, snapshot, root)) continue;
    if (!order.every(({ path }) => fieldOf(snapshot, path, root) !== undefined)) continue;
    if (query.startAt !== undefined && isBefore(snapshot, query.startAt, order, root)) continue;
    if (query.endAt !== undefined && !isBefore(snapshot, query.endAt, order, root)) continue;
    found.push(snapshot);
  }
  found.sort(compareTwo);
  const end = query.limit === undefined ? undefined : query.offset + query.limit;
  return found.slice(query.offset, end);
}

/**
 * As the documented service completes an order: by the fields of inequalities, then by the documents' names.
 */
function fullOrder({ orderBy, where }: Query): readonly Order[] {
  const order = [...orderBy];
  const has = (path: FieldPath): boolean => order.some((one) => one.path.join('\0') === path.join('\0'));
  const isDescending = orderBy.at(-1)?.isDescending ?? false;
  for (const path of inequalityFields(where)) if (!has(path)) order.push({ path, isDescending });
  if (!has([DOCUMENT_NAME])) order.push({ path: [DOCUMENT_NAME], isDescending });
  return order;
}

function* candidates({ documents, lookup }: QueryContext, query: Query): Iterable<StoredDocument> {
  for (const condition of lookups(query.where)) {
    const found = lookup.find(query.collectionId, condition);
    if (found === undefined) continue;
    for (const document of found) if (isIn(document.parent, query)) yield document;
    return;
  }
  if (!query.allDescendants && query.collectionId !== undefined) {
    yield* documents.inCollection(below(query.parent, query.collectionId));
    return;
  }
  for (const parent of documents.collections())
    if (isIn(parent, query)) yield* documents.inCollection(parent);
}

/** Whether a collection is one that the query asks. */
function isIn(collection: string, { parent, collectionId, allDescendants }: Query): boolean {
  const slash = collection.lastIndexOf('/');
  if (collectionId !== undefined && collection.slice(slash + 1) !== collectionId) return false;
  if (allDescendants) return parent === '' || collection.startsWith(`${parent}/`);
  return collection.slice(0, Math.max(slash, 0)) === parent;
}

/** The path of something right below a document, or below the database where the path is empty. */
export function below(parent: string, id: string): string {
  return parent === '' ? id : `${parent}/${id}`;
}

function comparison(
  order: readonly Order[],
  root: string,
): (one: DocumentState, other: DocumentState) => number {
  return (one, other) => {
    for (const { path, isDescending } of order) {
      const isName = path.length === 1 && path[0] === DOCUMENT_NAME;
      const difference =
        isName && one.document.parent === other.document.parent
          ? compareTexts(one.document.id, other.document.id)
          : compare(fieldOf(one, path, root) ?? null, fieldOf(other, path, root) ?? null);
      if (difference !== 0) return isDescending ? -difference : difference;
    }
    return 0;
  };
}

/** Whether a document comes before a cursor. */
function isBefore(snapshot: DocumentState, cursor: Cursor, order: readonly Order[], root: string): boolean {
  for (const [index, value] of cursor.values.entries()) {
    const { path, isDescending } = order[index] ?? { path: [DOCUMENT_NAME], isDescending: false };
    const difference = compare(fieldOf(snapshot, path, root) ?? null, value);
    if (difference !== 0) return isDescending ? difference > 0 : difference < 0;
  }
  return !cursor.isBefore;
}
