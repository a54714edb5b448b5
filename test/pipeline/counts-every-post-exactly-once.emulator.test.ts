import { afterAll, beforeAll, test } from 'vitest';
import { startTestEmulators, type TestEmulators } from '../support/emulators.ts';
import {
  countsExactly,
  countsRepeatedPostsOnce,
  deadLettersOnlyTheMalformed,
} from '../support/pipeline/scenarios.ts';
import { generatePosts } from '../support/posts/generated-posts.ts';

let emulators: TestEmulators;
beforeAll(async () => {
  emulators = await startTestEmulators();
});
afterAll(() => emulators[Symbol.asyncDispose]());

const LIMIT_MS = 240_000;

test('500 posts give exactly the fold of extraction over the unique ones', { timeout: LIMIT_MS }, () =>
  countsExactly(emulators, generatePosts({ seed: 1, count: 500 })),
);

test('posts submitted twice and published three times count once', { timeout: LIMIT_MS }, () =>
  countsRepeatedPostsOnce(emulators, generatePosts({ seed: 2, count: 150 })),
);

test('a malformed message goes to dead letters and nothing else does', { timeout: LIMIT_MS }, () =>
  deadLettersOnlyTheMalformed(emulators, generatePosts({ seed: 3, count: 60 })),
);
