/**
 * The Firestore indexes that queries need, declared once: the cloud stack provisions them, and a test holds every query of show
 * against them, because the emulator answers a query whether there is an index for it or not.
 *
 * Firestore writes every index entry of a field that changes. Only three indexes of entities hold `count`, so an increment moves
 * three entries; those that hold `type` and `key` alone never change.
 */

export interface IndexField {
  readonly field: string;
  readonly order: 'ASCENDING' | 'DESCENDING';
}

export interface Index {
  readonly collection: 'publications' | 'entities' | 'posts';
  /** COLLECTION serves queries within one parent, COLLECTION_GROUP those over all parents. */
  readonly scope: 'COLLECTION' | 'COLLECTION_GROUP';
  readonly fields: readonly IndexField[];
}

const up = (field: string): IndexField => ({ field, order: 'ASCENDING' });
const down = (field: string): IndexField => ({ field, order: 'DESCENDING' });

/** Composite indexes. Where `__name__`, the document's name, is not named, Firestore adds it in the direction of the last field. */
export const compositeIndexes: readonly Index[] = [
  // Publications by article count, ties by name.
  { collection: 'publications', scope: 'COLLECTION', fields: [down('articleCount'), up('name')] },
  // A publication's entities by count, ties by text; of all types and of one.
  { collection: 'entities', scope: 'COLLECTION', fields: [down('count'), up('text')] },
  { collection: 'entities', scope: 'COLLECTION', fields: [up('type'), down('count'), up('text')] },
  // A publication's entities by the beginning of their name; of all types and of one.
  { collection: 'entities', scope: 'COLLECTION', fields: [up('key'), up('type')] },
  { collection: 'entities', scope: 'COLLECTION', fields: [up('type'), up('key')] },
  // One entity in all publications by count, its sum, and search over all publications by the beginning of a name.
  {
    collection: 'entities',
    scope: 'COLLECTION_GROUP',
    fields: [up('key'), up('type'), down('count'), up('__name__')],
  },
];

/** Single-field indexes that must not be exempted; every other field may be. */
export const singleFieldIndexes: readonly Index[] = [
  // The sum of all articles.
  { collection: 'publications', scope: 'COLLECTION', fields: [up('articleCount')] },
  // The posts of a publication, for a recount.
  { collection: 'posts', scope: 'COLLECTION', fields: [up('publicationId')] },
];
