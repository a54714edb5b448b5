/** Totals over everything. */
import { AggregateField, type Firestore } from '@google-cloud/firestore';
import { allEntities, publications } from './queries.ts';
import type { Stats } from './responses.ts';

/** Firestore bills one read for so many index entries that an aggregation passes over. */
const ENTRIES_PER_READ = 1_000;
const MAX_ENTITY_COUNT_AGE_S = 600;

/**
 * Makes the reader of the totals. The posts are the sum of the publications' article counts, because the ledger forgets. Counting the
 * entities costs a read for every thousand of them, so a count is kept for as many seconds as it cost reads, up to ten minutes, and as long as
 * no post was added: it costs at most about one read a second, however many entities there are.
 * @param now seconds, from any beginning
 */
export function createStatsReader(firestore: Firestore, now: () => number): () => Promise<Stats> {
  let counted: { readonly entities: number; readonly posts: number; readonly until: number } | undefined;
  return async () => {
    const sums = { posts: AggregateField.sum('articleCount'), publications: AggregateField.count() };
    const { posts, publications: count } = (await publications(firestore).aggregate(sums).get()).data();
    if (counted === undefined || (counted.posts !== posts && now() >= counted.until)) {
      const entities = (await allEntities(firestore).count().get()).data().count;
      const keptFor = Math.min(entities / ENTRIES_PER_READ, MAX_ENTITY_COUNT_AGE_S);
      counted = { entities, posts, until: now() + keptFor };
    }
    return { posts, publications: count, entities: counted.entities };
  };
}
