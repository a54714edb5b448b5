import { describe, test } from 'vitest';
import {
  countsExactly,
  countsRepeatedPostsOnce,
  deadLettersOnlyTheMalformed,
  endings,
  survivesTheEndOf,
} from '../support/pipeline/scenarios.ts';
import { readArticles } from '../support/posts/articles.ts';
import { sharedEmulators } from '../support/shared.ts';

const articles = readArticles();
const emulators = sharedEmulators();

const timeout = 900_000;

test('the counts of 500 articles equal the fold of extraction', { timeout }, () =>
  countsExactly(emulators, articles),
);

test('articles submitted twice and published three times count once', { timeout }, () =>
  countsRepeatedPostsOnce(emulators, articles),
);

test('a malformed message among articles becomes a dead letter, and no other message does', { timeout }, () =>
  deadLettersOnlyTheMalformed(emulators, articles),
);

describe.concurrent('in the middle of a run', () => {
  test.each(endings)('the end of %s by %s loses no article', { timeout }, (stage, signal) =>
    survivesTheEndOf(stage, signal, emulators, articles),
  );
});
