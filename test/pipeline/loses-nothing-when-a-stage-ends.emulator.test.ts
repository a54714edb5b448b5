import { describe, test } from 'vitest';
import { endings, survivesTheEndOf } from '../support/pipeline/scenarios.ts';
import { generatePosts } from '../support/posts/generated-posts.ts';
import { sharedEmulators } from '../support/shared.ts';

const emulators = sharedEmulators();

// Runs concurrently, so that the waits for expired leases of killed processes overlap.
describe.concurrent('in the middle of a run', () => {
  test.each(endings)(
    'the end of %s by %s loses no post and counts none twice',
    { timeout: 600_000 },
    (stage, signal) => survivesTheEndOf(stage, signal, emulators, generatePosts({ seed: 4, count: 200 })),
  );
});
