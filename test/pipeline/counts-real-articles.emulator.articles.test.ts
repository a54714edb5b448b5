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

test('500 articles give exactly the fold of extraction', { timeout }, () =>
  countsExactly(emulators, articles),
);

test('articles submitted twice and published three times count once', { timeout }, () =>
  countsRepeatedPostsOnce(emulators, articles),
);

test('a malformed message among articles goes to dead letters and nothing else does', { timeout }, () =>
  deadLettersOnlyTheMalformed(emulators, articles),
);

describe.concurrent('in mid-run', () => {
  test.each(endings)('the end of %s by %s loses no article', { timeout }, (stage, signal) =>
    survivesTheEndOf(stage, signal, emulators, articles),
  );
});
