import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entityKey, publicationId, publicationKey } from '../../../functions/common/domain/keys.ts';
import { anyString } from '../../support/posts/arbitraries.ts';

describe('entityKey', () => {
  test('is idempotent for any string', () => {
    fc.assert(
      fc.property(anyString, (text) => {
        const key = entityKey(text);
        expect(entityKey(key)).toBe(key);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['Kofi  Annan', 'kofi annan'],
    ['Kofi\nAnnan', 'kofi annan'],
    [' KOFI\u00a0ANNAN ', 'kofi annan'],
    ["Kofi Annan's", 'kofi annan'],
    ['Kofi Annan’s', 'kofi annan'],
    ['KOFI ANNAN’S', 'kofi annan'],
    ['the United Nations’', 'united nations'],
    ['Zu\u0308rich', 'zürich'],
    ['STRASSE', 'strasse'],
    ['Straße', 'strasse'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['οδος', 'οδοσ'],
    ['İzmir', 'i\u0307zmir'],
    ["O'Connor", "o'connor"],
    ['Hawai‘i', "hawai'i"],
    ["'s", "'s"],
    ['\ud800x', '\ufffdx'],
  ])('of %j is %j', (text, key) => {
    expect(entityKey(text)).toBe(key);
  });

  test('is empty only for a text of white space', () => {
    fc.assert(
      fc.property(anyString, (text) => {
        fc.pre(text.trim() !== '');
        expect(entityKey(text)).not.toBe('');
      }),
    );
  });
});

describe('publicationKey', () => {
  test('does not depend on case, spacing, or how accents are composed', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'abcXYZ äÖß éÉ Σσς łŁ Жж 東方 ı İ 1.-’') });
    const spacing = fc.constantFrom(' ', '\n', '\t ', '\u00a0');
    fc.assert(
      fc.property(letters, spacing, (name, space) => {
        const key = publicationKey(name);
        expect(publicationKey(key)).toBe(key);
        expect(publicationKey(name.toUpperCase())).toBe(key);
        expect(publicationKey(name.toLowerCase())).toBe(key);
        expect(publicationKey(name.normalize('NFD'))).toBe(key);
        expect(publicationKey(`${space}${name.replaceAll(' ', `${space} `)}${space}`)).toBe(key);
      }),
      { numRuns: 500 },
    );
  });

  test('keeps different publications apart, possessives included', () => {
    const names = ['The Star', 'The Stars', "The Star's", 'Star', 'The/Star', 'The.Star', 'Τhe Star'];
    expect(new Set(names.map(publicationKey)).size).toBe(names.length);
    expect(new Set(names.map(publicationId)).size).toBe(names.length);
  });
});
