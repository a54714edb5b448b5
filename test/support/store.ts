/** Saves posts with the save stage's own plan and commit, without topics. */
import type { Firestore } from '@google-cloud/firestore';
import { pino } from 'pino';
import { openCommitter } from '../../functions/common/cloud/firestore-commit.ts';
import type { Entity, ProcessedPost } from '../../functions/common/domain/post.ts';
import { contentHash } from '../../functions/common/domain/store/ids.ts';
import { systemRuntime } from '../../functions/common/process/system-runtime.ts';
import type { CommitOutcome } from '../../functions/save/commit.ts';
import { createSaveStore, type SaveStore, type StoreOptions } from '../../functions/save/store.ts';

export interface TestStore extends AsyncDisposable {
  readonly store: SaveStore;
  /** Saves posts, commit by commit. @throws Error when a post cannot be saved */
  readonly save: (posts: readonly ProcessedPost[]) => Promise<CommitOutcome[]>;
}

export const storeOptions: StoreOptions = {
  maxBytes: 3_500_000,
  maxWrites: 500,
  timeoutMs: 30_000,
  articleTtlDays: 90,
};

/** Opens the store of a separate saver, whose documents no other store writes. */
export async function openTestStore(
  {
    firestore,
    env,
    projectId,
  }: { firestore: Firestore; env: Readonly<Record<string, string>>; projectId: string },
  options: Partial<StoreOptions> = {},
): Promise<TestStore> {
  const committer = await openCommitter(
    {
      GOOGLE_CLOUD_PROJECT: projectId,
      FIRESTORE_EMULATOR_HOST: env.FIRESTORE_EMULATOR_HOST,
      FIRESTORE_DATABASE: '(default)',
    },
    systemRuntime.clock,
  );
  const log = pino({ level: 'silent' });
  const store = createSaveStore(
    { firestore, committer, runtime: systemRuntime, log },
    { ...storeOptions, ...options },
  );
  return {
    store,
    async save(posts) {
      const articles = posts.map((post) => {
        const article = store.articleOf(post);
        if (article === undefined) throw new Error(`post ${post.postId} names too much`);
        return article;
      });
      const outcomes: CommitOutcome[] = [];
      for (const planned of store.plan(articles)) {
        try {
          outcomes.push(await store.commit(planned));
        } finally {
          store.release(planned);
        }
      }
      return outcomes;
    },
    [Symbol.asyncDispose]: () => committer[Symbol.asyncDispose](),
  };
}

/** A processed post with defaults for the fields that a test does not set. */
export function processedPost(
  given: Pick<ProcessedPost, 'postId' | 'publication'> & Partial<ProcessedPost>,
): ProcessedPost {
  return {
    entities: [],
    acceptedAt: '2026-11-20T12:00:00.000Z',
    contentHash: contentHash(given.postId),
    ...given,
  };
}

let made = 0;

/** A post with these names, under a separate id. */
export function postNaming(
  publication: string,
  entities: readonly Entity[],
  given: Partial<ProcessedPost> = {},
): ProcessedPost {
  made += 1;
  return processedPost({ postId: `post-${made}`, publication, entities, ...given });
}
