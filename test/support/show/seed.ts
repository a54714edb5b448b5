/**
 * Puts counts into Firestore with the save stage's own plan, commit and roll-up, without topics and daemons.
 */
import type { Firestore } from '@google-cloud/firestore';
import { pino } from 'pino';
import type { ProcessedPost } from '../../../functions/common/domain/post.ts';
import { collections, ROLLUP_LEASE } from '../../../functions/common/domain/store/documents.ts';
import { systemRuntime } from '../../../functions/common/process/system-runtime.ts';
import { pass } from '../../../functions/save/rollup/pass.ts';
import { openTestStore } from '../store.ts';

/** The parts of the emulators that seeding uses. */
export interface SeededEmulators {
  readonly firestore: Firestore;
  readonly env: Readonly<Record<string, string>>;
  readonly projectId: string;
}

/** Counts posts. Each call writes its own day documents, as another saver would. */
export async function save(emulators: SeededEmulators, posts: readonly ProcessedPost[]): Promise<void> {
  await using store = await openTestStore(emulators);
  await store.save(posts);
}

/**
 * Runs one pass of the roll-up.
 * @param isForced rolls up all past days; otherwise only full commits, and the overview
 */
export async function rollUp({ firestore }: SeededEmulators, isForced = false): Promise<void> {
  const options = {
    isForced,
    isRebuilt: false,
    withMonths: true,
    quietMs: 0,
    signal: new AbortController().signal,
  };
  const { moment } = await pass({ firestore, runtime: systemRuntime }, pino({ level: 'silent' }), options);
  await firestore
    .collection(collections.leases)
    .doc(ROLLUP_LEASE)
    .set({ completedAt: moment }, { merge: true });
}

/** Counts posts and updates the overview. */
export async function seed(emulators: SeededEmulators, posts: readonly ProcessedPost[]): Promise<void> {
  await save(emulators, posts);
  await rollUp(emulators);
}
