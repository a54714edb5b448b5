import { test } from 'vitest';
import {
  countsExactly,
  countsRepeatedPostsOnce,
  deadLettersOnlyTheMalformed,
} from '../support/pipeline/scenarios.ts';
import { generatePosts } from '../support/posts/generated-posts.ts';
import { sharedEmulators } from '../support/shared.ts';

const emulators = sharedEmulators();

const LIMIT_MS = 240_000;

test('the counts of 500 posts equal the fold of extraction over the unique ones', { timeout: LIMIT_MS }, () =>
  countsExactly(emulators, generatePosts({ seed: 1, count: 500 })),
);

test('posts submitted twice and published three times count once', { timeout: LIMIT_MS }, () =>
  countsRepeatedPostsOnce(emulators, generatePosts({ seed: 2, count: 150 })),
);

test('a malformed message becomes a dead letter, and no other message does', { timeout: LIMIT_MS }, () =>
  deadLettersOnlyTheMalformed(emulators, generatePosts({ seed: 3, count: 60 })),
);
