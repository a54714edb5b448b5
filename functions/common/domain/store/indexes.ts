/**
 * The Firestore indexes that queries need, declared once. The cloud stack provisions them. A test checks
 * every query against them, because the emulator answers a query even without an index. Every other field is
 * exempted, maps of counters included.
 */
import type { collections } from './documents.ts';

export interface IndexField {
  readonly field: string;
  readonly order: 'ASCENDING' | 'DESCENDING' | 'CONTAINS';
}

export interface Index {
  readonly collection: keyof typeof collections;
  readonly scope: 'COLLECTION';
  readonly fields: readonly IndexField[];
}

const up = (field: string): IndexField => ({ field, order: 'ASCENDING' });
const down = (field: string): IndexField => ({ field, order: 'DESCENDING' });
const holds = (field: string): IndexField => ({ field, order: 'CONTAINS' });
const index = (collection: Index['collection'], ...fields: readonly IndexField[]): Index => ({
  collection,
  scope: 'COLLECTION',
  fields,
});

/**
 * Composite indexes. Where `__name__`, the document's name, is not named, Firestore adds it in the direction
 * of the last field. An article writes two entries for each of its names and one more; a day's document
 * writes four when it is made, and two when it is rolled up or opened again; an increment writes none.
 */
export const compositeIndexes: readonly Index[] = [
  // The articles that name something, the newest first; of all publications and of one.
  index('posts', holds('keys'), down('at')),
  index('posts', holds('keys'), up('publication'), down('at')),
  // The articles of a publication, the newest first, and of one of its days.
  index('posts', up('publication'), down('at')),
  // The articles that a key has sent, the newest first. An article without a sender writes no entry.
  index('posts', up('sender'), down('acceptedAt')),
  // The days that roll-ups lack: of one publication, and of all by day.
  index('days', up('publication'), up('open'), up('day')),
  index('days', up('open'), up('day')),
  // All documents of some days: of one publication, and of all.
  index('days', up('publication'), up('day')),
];

/** Single-field indexes that must not be exempted; every other field is. */
export const singleFieldIndexes: readonly Index[] = [
  // All documents of a day, for the overview.
  index('days', up('day')),
];
