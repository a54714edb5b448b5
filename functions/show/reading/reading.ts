/** The parts that every answer reads with. */
import type { Firestore } from '@google-cloud/firestore';
import type { Inflate } from '../../common/domain/store/table-codec.ts';
import type { Clock } from '../../common/process/runtime.ts';
import { type Curations, createCurations } from './curations.ts';
import { createOverview, type Overview } from './overview.ts';
import { createPublications, type Publications } from './publications.ts';
import { createSums } from './sums.ts';
import { createTables } from './tables.ts';

export interface Reading {
  readonly firestore: Firestore;
  /** The project and the database, for cursors. */
  readonly database: string;
  /** The first signs cursors, all verify them. */
  readonly cursorKeys: readonly [string, ...string[]];
  readonly clock: Clock;
  /** How long records of articles are kept, in days. */
  readonly articleTtlDays: number;
  readonly overview: Overview;
  readonly publications: Publications;
  readonly curations: Curations;
}

/**
 * Makes the readers, with all caches empty.
 * @param options.cacheMs how long a state counts as present, in milliseconds
 */
export function createReading(options: {
  readonly firestore: Firestore;
  readonly database: string;
  readonly cursorKeys: readonly [string, ...string[]];
  readonly clock: Clock;
  readonly cacheMs: number;
  /** In days. */
  readonly articleTtlDays: number;
  readonly inflate: Inflate;
}): Reading {
  const { firestore, database, cursorKeys, clock, cacheMs, articleTtlDays, inflate } = options;
  const curations = createCurations();
  const tables = createTables(firestore, inflate);
  const parts = { firestore, clock, cacheMs, tables, sums: createSums(), curations };
  const overview = createOverview(parts);
  return {
    firestore,
    database,
    cursorKeys,
    clock,
    articleTtlDays,
    overview,
    publications: createPublications(parts, overview),
    curations,
  };
}
