import { describe, test } from 'vitest';
import { endings, survivesTheEndOf } from '../support/pipeline/scenarios.ts';
import { generatePosts } from '../support/posts/generated-posts.ts';
import { sharedEmulators } from '../support/shared.ts';

const emulators = sharedEmulators();

// Side by side: what a killed process held comes again only when its lease has run out, and the waits
// overlap.
describe.concurrent('in mid-run', () => {
  test.each(endings)(
    'the end of %s by %s loses nothing and counts nothing twice',
    { timeout: 600_000 },
    (stage, signal) => survivesTheEndOf(stage, signal, emulators, generatePosts({ seed: 4, count: 200 })),
  );
});
