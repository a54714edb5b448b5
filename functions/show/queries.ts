/**
 * Every query that show puts to Firestore, so that a test can hold each against the declared indexes. Orders end in the document's name,
 * which Firestore adds by itself, so that each order is total.
 *
 * A counter that a correction has brought to 0 stands there until it is removed, and names nothing. Queries by count leave it out; in those
 * by key that would take an index that moves with every count, so who reads them has to.
 */
import {
  type CollectionGroup,
  type CollectionReference,
  FieldPath,
  type Firestore,
  type Query,
} from '@google-cloud/firestore';
import { collections } from '../common/domain/collections.ts';
import type { EntityType } from '../common/domain/post.ts';
import { successor } from './prefix.ts';

export type SortValue = string | number;

export interface Page {
  readonly limit: number;
  /** The sort values of the item before the page. */
  readonly after?: readonly SortValue[] | undefined;
}

export function publications(firestore: Firestore): CollectionReference {
  return firestore.collection(collections.publications);
}

export function entitiesOf(firestore: Firestore, publicationId: string): CollectionReference {
  return publications(firestore).doc(publicationId).collection(collections.entities);
}

export function allEntities(firestore: Firestore): CollectionGroup {
  return firestore.collectionGroup(collections.entities);
}

/** Publications by article count, ties by name. */
export function rankedPublications(firestore: Firestore, page: Page): Query {
  const ordered = publications(firestore)
    .orderBy('articleCount', 'desc')
    .orderBy('name')
    .orderBy(FieldPath.documentId());
  return paged(ordered, page);
}

/** A publication's entities by count, ties by text. */
export function rankedEntities(
  firestore: Firestore,
  publicationId: string,
  type: EntityType | undefined,
  page: Page,
): Query {
  const all = entitiesOf(firestore, publicationId);
  const chosen = (type === undefined ? all : all.where('type', '==', type)).where('count', '>', 0);
  return paged(chosen.orderBy('count', 'desc').orderBy('text').orderBy(FieldPath.documentId()), page);
}

/** A publication's entities whose keys begin with `prefix`, in the order of keys. */
export function entitiesByKey(
  firestore: Firestore,
  publicationId: string,
  type: EntityType | undefined,
  prefix: string,
  page: Page,
): Query {
  const all = entitiesOf(firestore, publicationId);
  const ranged = keyRange(type === undefined ? all : all.where('type', '==', type), prefix);
  const ordered = ranged.orderBy('key');
  return paged(type === undefined ? ordered.orderBy('type') : ordered, page);
}

/** One entity in all publications, by count; its documents differ in the publication only, whose id breaks ties. */
export function entityEverywhere(firestore: Firestore, type: EntityType, key: string): Query {
  return allEntities(firestore)
    .where('key', '==', key)
    .where('type', '==', type)
    .where('count', '>', 0)
    .orderBy('count', 'desc')
    .orderBy(FieldPath.documentId());
}

/** Entities of all publications whose keys begin with `prefix`; those of one entity stand together, the largest count first. */
export function entitiesEverywhereByKey(firestore: Firestore, prefix: string, page: Page): Query {
  const ordered = keyRange(allEntities(firestore), prefix)
    .orderBy('key')
    .orderBy('type')
    .orderBy('count', 'desc')
    .orderBy(FieldPath.documentId());
  return paged(ordered, page);
}

function keyRange(query: Query, prefix: string): Query {
  const end = successor(prefix);
  const from = query.where('key', '>=', prefix);
  return end === undefined ? from : from.where('key', '<', end);
}

/** The page of a query, with one item more, which tells whether there is a next page. */
export function paged(query: Query, page: Page): Query {
  return (page.after === undefined ? query : query.startAfter(...page.after)).limit(page.limit + 1);
}
