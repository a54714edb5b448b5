/** Totals over everything. */
import { AggregateField, type Firestore } from '@google-cloud/firestore';
import { allEntities, publications } from './queries.ts';
import type { Stats } from './responses.ts';

/** Firestore bills one read for so many index entries that an aggregation passes over. */
const ENTRIES_PER_READ = 1_000;
const MAX_ENTITY_COUNT_AGE_S = 600;

interface Counted {
  readonly entities: number;
  readonly posts: number;
  readonly at: number;
}

/**
 * Makes the reader of the totals. The posts are the sum of the publications' article counts, because the ledger forgets. Counting the
 * entities costs a read for every thousand of them, so a count is kept for as many seconds as it cost reads, up to ten minutes. While no post
 * is added it is kept for ten minutes at least: then only a recount can have changed it.
 * @param now seconds, from any beginning
 */
export function createStatsReader(firestore: Firestore, now: () => number): () => Promise<Stats> {
  let counted: Counted | undefined;
  return async () => {
    const sums = { posts: AggregateField.sum('articleCount'), publications: AggregateField.count() };
    const { posts, publications: count } = (await publications(firestore).aggregate(sums).get()).data();
    if (counted === undefined || now() - counted.at >= secondsKept(counted, posts)) {
      const entities = (await allEntities(firestore).count().get()).data().count;
      counted = { entities, posts, at: now() };
    }
    return { posts, publications: count, entities: counted.entities };
  };
}

function secondsKept({ entities, posts }: Counted, postsNow: number): number {
  const cost = entities / ENTRIES_PER_READ;
  return postsNow === posts ? Math.max(cost, MAX_ENTITY_COUNT_AGE_S) : Math.min(cost, MAX_ENTITY_COUNT_AGE_S);
}
