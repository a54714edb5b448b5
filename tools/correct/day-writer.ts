/**
 * Writes corrections into documents of their own. A day's documents add up, so a correction never touches
 * what a saver writes: both may commit at the same moment, in either order.
 */
import { type DocumentReference, FieldValue, type Firestore, type WriteBatch } from '@google-cloud/firestore';
import { entityTypes } from '../../functions/common/domain/post.ts';
import { createDayDocuments } from '../../functions/common/domain/store/day-documents.ts';
import {
  collections,
  type DayDocument,
  type Written,
} from '../../functions/common/domain/store/documents.ts';
import { fieldOf } from '../../functions/common/domain/store/tally.ts';
import type { Runtime } from '../../functions/common/process/runtime.ts';
import type { ChangeShare } from './day-change.ts';

/** Whose day it is. */
export interface DayPlace {
  readonly publicationId: string;
  readonly day: string;
  /** The publication's name for people. */
  readonly name: string;
}

export interface DayWriter {
  /**
   * Puts a share of a correction into a commit.
   * @returns the document's id; it has to be released when the commit has ended
   */
  readonly add: (batch: WriteBatch, place: DayPlace, share: ChangeShare) => string;
  readonly release: (ids: Iterable<string>) => void;
}

/**
 * Opens the documents of one command. Its positive and its negative corrections are two writers, because
 * tallies of one sign add up.
 */
export function createDayWriter(firestore: Firestore, { clock, chance }: Runtime): DayWriter {
  const more = createDayDocuments(chance.hex(12));
  const less = createDayDocuments(chance.hex(12));
  return {
    add(batch, place, share) {
      const documents = share.isNegative ? less : more;
      const id = documents.take(place.publicationId, place.day, share, clock.monotonic());
      write(batch, firestore.collection(collections.days).doc(id), place, share);
      return id;
    },
    release(ids) {
      const ended = [...ids];
      more.release(ended);
      less.release(ended);
    },
  };
}

function write(
  batch: WriteBatch,
  document: DocumentReference,
  { publicationId, day, name }: DayPlace,
  { articles, otherLanguage, names }: ChangeShare,
): void {
  const maps = entityTypes.flatMap((type) => {
    const own = names.filter((one) => one.type === type);
    const fields = own.map(({ text, tally }) => [fieldOf(text), FieldValue.increment(tally)] as const);
    return own.length === 0 ? [] : [[type, Object.fromEntries(fields)] as const];
  });
  const written: Written<DayDocument> = {
    publication: publicationId,
    day,
    name,
    open: true,
    articles: FieldValue.increment(articles),
    ...(otherLanguage !== 0 && { otherLanguage: FieldValue.increment(otherLanguage) }),
    ...Object.fromEntries(maps),
  };
  batch.set(document, written, { merge: true });
}
