import { afterAll, beforeAll, describe, test } from 'vitest';
import { startTestEmulators, type TestEmulators } from '../support/emulators.ts';
import { survivesTheEndOf } from '../support/pipeline/scenarios.ts';
import { generatePosts } from '../support/posts/generated-posts.ts';

let emulators: TestEmulators;
beforeAll(async () => {
  emulators = await startTestEmulators();
});
afterAll(() => emulators[Symbol.asyncDispose]());

const endings = [
  ['extract', 'SIGTERM'],
  ['save', 'SIGTERM'],
  ['extract', 'SIGKILL'],
  ['save', 'SIGKILL'],
] as const;

// Side by side: what a killed process held comes again only when its lease has run out, and the waits overlap.
describe.concurrent('in mid-run', () => {
  test.each(endings)(
    'the end of %s by %s loses nothing and counts nothing twice',
    { timeout: 600_000 },
    (stage, signal) => survivesTheEndOf(stage, signal, emulators, generatePosts({ seed: 4, count: 200 })),
  );
});
