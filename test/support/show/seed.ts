/** Puts counts into Firestore with the save stage's own plan and commit, without the topics between. */
import type { Firestore } from '@google-cloud/firestore';
import type { Entity, ProcessedPost } from '../../../functions/common/domain/post.ts';
import { systemRuntime } from '../../../functions/common/process/system-runtime.ts';
import { commit } from '../../../functions/save/commit.ts';
import { plan } from '../../../functions/save/plan.ts';

const limits = { maxBytes: 3_500_000, maxWrites: 5_000, clock: systemRuntime.clock } as const;

/** Adds posts to the counts; by default the ledger does not keep their entities. */
export async function seed(
  firestore: Firestore,
  posts: readonly ProcessedPost[],
  keepEntities = false,
): Promise<void> {
  for (const planned of plan(posts, { ...limits, keepEntities })) {
    await commit(firestore, planned, { ...limits, keepEntities, timeoutMs: 30_000, ledgerTtlDays: 30 });
  }
}

let posts = 0;

/** A post with these entities, under an id of its own. */
export function processed(publication: string, entities: readonly Entity[]): ProcessedPost {
  posts += 1;
  return { postId: `seeded-${posts}`, publication, entities };
}
