import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import {
  derivedPostId,
  derivedPostIdWith,
  documentId,
  hasDerivedForm,
  hashedPostId,
  publicationId,
} from '../../../functions/common/domain/keys.ts';
import { SubmittedPost } from '../../../functions/common/domain/post.ts';
import { dayDocumentId, recordId, recordKey } from '../../../functions/common/domain/store/ids.ts';
import { anyString } from '../../support/posts/arbitraries.ts';

/** States Firestore's rules independently of the code under test. */
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

  test('escapes a text that looks like one of its own encodings', () => {
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
  ])('of %j is %j in every release', (text, id) => {
    expect(documentId(text)).toBe(id);
  });

  test('keeps long texts with the same beginning apart, and marks them with a hash', () => {
    const [a, b] = [`${'é'.repeat(5_000)}a`, `${'é'.repeat(5_000)}b`];
    expect(documentId(a)).not.toBe(documentId(b));
    expect(documentId(a)).toBe(`${'é'.repeat(100)}~vOacl7acLhWmKmOrqv8IVsq7Ed1gBd8P6DHyrznkzag`);
    expect(documentId('x'.repeat(700))).toBe('x'.repeat(700));
    expect(documentId('x'.repeat(701))).toMatch(/^x{200}~[\w-]{43}$/);
    expect(documentId(`__${'x'.repeat(2_000)}__`)).toSatisfy(isLegalDocumentId);
  });
});

describe('the indexed keys of a record', () => {
  test('are the keys themselves, or a beginning and a hash for keys too long for an index', () => {
    fc.assert(
      fc.property(anyString, (key) => {
        expect(Buffer.byteLength(recordKey(key))).toBeLessThanOrEqual(700);
        if (Buffer.byteLength(key) <= 700) expect(recordKey(key)).toBe(key);
      }),
      runs,
    );
    const [a, b] = [`${'字'.repeat(300)}a`, `${'字'.repeat(300)}b`];
    expect(recordKey(a)).not.toBe(recordKey(b));
    expect(recordKey(a)).toBe(recordKey(a));
  });
});

describe('a hashed id', () => {
  test('never has the reserved form __x__, because its last character is never an underscore', () => {
    fc.assert(
      fc.property(anyString, anyString, (publication, key) => {
        expect(recordId(publication, key)).toMatch(/^[\w-]{26}[AEIMQUYcgkosw048]$/);
        expect(dayDocumentId(publication, '2026-11-27', 'w', 40)).toMatch(/^[\w-]{27}~2026-11-27~w-14$/);
        expect(derivedPostId(key, key)).toMatch(/^[\w-]{42}[AEIMQUYcgkosw048]$/);
      }),
      runs,
    );
  });

  test('differs by publication and by id, and is the same in every release', () => {
    expect(recordId('the daily ledger', '1')).toBe('XhnF2QFe_t-YGmqNhdhH6ZUf7uM');
    expect(recordId('another', '1')).not.toBe(recordId('the daily ledger', '1'));
    expect(recordId('a', '1')).not.toBe(recordId('a1', ''));
    expect(derivedPostId('The Daily Ledger', 'Text.')).toBe('XhrBn2x2oVBZouAfQG8iO71V1-klOGXbzifye7JtYpM');
  });

  test('of a post without an id is the same for one article in one publication, in any spelling of its name', () => {
    const id = derivedPostId('The Daily Ledger', 'Text.');
    expect(derivedPostId(' THE  DAILY ledger ', 'Text.')).toBe(id);
    expect(derivedPostId('The Daily Ledger', 'Text, ')).not.toBe(id);
    expect(derivedPostId('Another', 'Text.')).not.toBe(id);
    expect(derivedPostId('a', '"],["b')).not.toBe(derivedPostId('a"],["', 'b'));
    expect(SubmittedPost.safeParse({ content: 'Text.', publication: 'A', id }).success).toBe(true);
    expect(hasDerivedForm(id)).toBe(true);
  });

  test('has another form when the sender chose the id, because nobody can check its hash', () => {
    for (const id of [hashedPostId('x'), derivedPostIdWith('1', 'P', 'Text.')]) {
      expect(id).toMatch(/^hash:[\w-]{43}$/);
      expect(hasDerivedForm(id)).toBe(false);
      expect(SubmittedPost.safeParse({ content: 'Text.', publication: 'A', id }).success).toBe(true);
    }
  });

  test('of a content with endless combining marks normalizes runs of limited length, because time grows with the square', () => {
    const longest: number[] = [];
    const normalize = vi.spyOn(String.prototype, 'normalize').mockImplementation(function (this: string) {
      longest.push(Math.max(0, ...(this.match(/(?:(?!\u034f)\p{M})+/gu) ?? []).map(({ length }) => length)));
      return String(this);
    });
    derivedPostId('P', `a${'\u0300\u0316'.repeat(10_000)}`);
    normalize.mockRestore();
    expect(Math.max(...longest)).toBe(30);
  });
});

describe('invisible characters make no second publication', () => {
  test.each([
    ['zero width', 'The\u200b Daily\u200c Led\u200dger\ufeff\u2060'],
    ['bidirectional marks', '\u202aThe Daily\u200e Ledger\u202c\u2066\u2069\u061c'],
    ['variation selectors', 'The Daily Ledger\ufe0f\u{e0101}'],
    ['tag characters', 'The Daily Ledger\u{e0041}\u{e007f}'],
    ['soft hyphens', 'The Dai\u00adly Led\u00adger'],
  ])('%s', (_what, name) => {
    expect(publicationId(name)).toBe(publicationId('The Daily Ledger'));
  });

  test('look-alikes of other scripts are other publications', () => {
    expect(publicationId('The D\u0430ily Ledger')).not.toBe(publicationId('The Daily Ledger'));
  });
});
