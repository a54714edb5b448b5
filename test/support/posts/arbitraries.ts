/** Values for property tests. */
import fc from 'fast-check';
import { type Entity, entityTypes, type ProcessedPost } from '../../../functions/common/domain/post.ts';
import { processedPost } from '../store.ts';

/**
 * Any string of JavaScript. Lone surrogates, control characters and characters that ids forbid are frequent.
 */
export const anyString: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc
    .array(
      fc.constantFrom(
        '.',
        '_',
        '__',
        '/',
        '%',
        '%u',
        'd800',
        'D800',
        '25',
        '~',
        '\ud800',
        '\udc00',
        '\0',
        'é',
      ),
    )
    .map((parts) => parts.join('')),
  fc
    .tuple(
      fc.constantFrom('x', '/', 'é', '😀', '\ud800', '__'),
      fc.integer({ min: 0, max: 2_000 }),
      fc.string(),
    )
    .map(([unit, times, end]) => unit.repeat(times) + end),
);

/** Names that are often the same entity or publication: few words, in several spellings. */
export const name: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(
      'Kofi Annan',
      'kofi annan',
      'KOFI ANNAN',
      'Zürich',
      'ZÜRICH',
      'Zu\u0308rich',
      'James',
      'Straße',
      'STRASSE',
    ),
    fc.constantFrom('', "'s", '’s', '’', ' '),
  )
  .map((parts) => parts.join(''));

const entity: fc.Arbitrary<Entity> = fc.record({
  type: fc.constantFrom(...entityTypes),
  text: fc.oneof(name, fc.string({ minLength: 1, maxLength: 5 })),
  count: fc.integer({ min: 1, max: 1_000 }),
});

/** Posts of one publication, in several spellings of its name, each with a separate id. */
export function processedPosts(minLength: number): fc.Arbitrary<ProcessedPost[]> {
  const spelling = fc.constantFrom(
    'The Daily Ledger',
    'THE DAILY LEDGER',
    'the daily ledger',
    'The  Daily Ledger',
  );
  return fc
    .array(fc.tuple(spelling, fc.array(entity, { maxLength: 8 })), { minLength, maxLength: 12 })
    .map((posts) =>
      posts.map(([publication, entities], index) =>
        processedPost({ postId: `post-${index}`, publication, entities }),
      ),
    );
}
