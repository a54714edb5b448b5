import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { derivedPostId, documentId, entityId, publicationId } from '../../../functions/common/domain/keys.ts';
import { entityTypes, SubmittedPost } from '../../../functions/common/domain/post.ts';
import { anyString } from '../../support/posts/arbitraries.ts';

/** Firestore's rules, written down once more so that the test does not lean on the code it tests. */
function isLegalDocumentId(id: string): boolean {
  const bytes = Buffer.byteLength(id);
  return (
    bytes >= 1 && bytes <= 1_500 && id.isWellFormed() && !/^\.{1,2}$|\//.test(id) && !/^__.*__$/s.test(id)
  );
}

const runs = { numRuns: 2_000 };

describe('documentId', () => {
  test('makes a legal id of any string', () => {
    fc.assert(
      fc.property(anyString, (text) => {
        expect(isLegalDocumentId(documentId(text))).toBe(true);
        expect(isLegalDocumentId(publicationId(text))).toBe(true);
      }),
      runs,
    );
  });

  test('gives different strings different ids', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyString, { minLength: 2, maxLength: 20 }), (texts) => {
        expect(new Set(texts.map(documentId)).size).toBe(texts.length);
      }),
      runs,
    );
  });

  test('takes no text for an encoding of its own', () => {
    fc.assert(
      fc.property(anyString, (text) => {
        const id = documentId(text);
        if (id !== text) expect(documentId(id)).not.toBe(id);
      }),
      runs,
    );
  });

  test.each([
    ['', '%'],
    ['%', '%25'],
    ['.', '%2E'],
    ['..', '%2E%2E'],
    ['...', '...'],
    ['%2E', '%252E'],
    ['____', '%5F___'],
    ['__x__', '%5F_x__'],
    ['___', '___'],
    ['a/b', 'a%2Fb'],
    ['~', '%7E'],
    ['\0', '%00'],
    ['\ud800', '%uD800'],
    ['%uD800', '%25uD800'],
    ['the daily ledger', 'the daily ledger'],
    ['東方日報', '東方日報'],
  ])('of %j is %j, release after release', (text, id) => {
    expect(documentId(text)).toBe(id);
  });

  test('keeps long texts apart that begin alike, and marks them with a hash', () => {
    const [a, b] = [`${'é'.repeat(5_000)}a`, `${'é'.repeat(5_000)}b`];
    expect(documentId(a)).not.toBe(documentId(b));
    expect(documentId(a)).toBe(`${'é'.repeat(100)}~vOacl7acLhWmKmOrqv8IVsq7Ed1gBd8P6DHyrznkzag`);
    expect(documentId('x'.repeat(700))).toBe('x'.repeat(700));
    expect(documentId('x'.repeat(701))).toMatch(/^x{200}~[\w-]{43}$/);
    expect(documentId(`__${'x'.repeat(2_000)}__`)).toSatisfy(isLegalDocumentId);
  });
});

describe('ids that are hashes', () => {
  test('are never of the reserved form, whatever the hash: their last character is no underscore', () => {
    fc.assert(
      fc.property(fc.constantFrom(...entityTypes), anyString, (type, key) => {
        expect(entityId(type, key)).toMatch(/^[\w-]{26}[AEIMQUYcgkosw048]$/);
        expect(derivedPostId(key, key)).toMatch(/^[\w-]{42}[AEIMQUYcgkosw048]$/);
      }),
      runs,
    );
  });

  test('differ by type and by key, and stay the same release after release', () => {
    expect(entityId('person', 'kofi annan')).toBe('OCU4O5xhjOTTs3vGuKy69byVcYQ');
    expect(entityId('place', 'kofi annan')).not.toBe(entityId('person', 'kofi annan'));
    expect(derivedPostId('The Daily Ledger', 'Text.')).toBe('XhrBn2x2oVBZouAfQG8iO71V1-klOGXbzifye7JtYpM');
  });

  test('of posts without an id: the same for one article in one publication, however its name is spelt', () => {
    const id = derivedPostId('The Daily Ledger', 'Text.');
    expect(derivedPostId(' THE  DAILY ledger ', 'Text.')).toBe(id);
    expect(derivedPostId('The Daily Ledger', 'Text, ')).not.toBe(id);
    expect(derivedPostId('Another', 'Text.')).not.toBe(id);
    expect(derivedPostId('a', '"],["b')).not.toBe(derivedPostId('a"],["', 'b'));
    expect(SubmittedPost.safeParse({ content: 'Text.', publication: 'A', id }).success).toBe(true);
  });
});
