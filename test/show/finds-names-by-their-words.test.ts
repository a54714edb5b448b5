import fc from 'fast-check';
import { expect, test } from 'vitest';
import { searchedWords, wordsOf } from '../../functions/show/counting/words.ts';

function finds(search: string, name: string): boolean {
  const wanted = searchedWords(search);
  const words = wordsOf(name);
  return wanted.length > 0 && wanted.every((word) => words.includes(word));
}

test.for([
  ['merkel', 'Angela Merkel'],
  ['ANGELA mer', 'Angela Merkel'],
  ['merkel angela', 'Angela Merkel'],
  ['munchen', 'München'],
  ['München', 'Munchen'],
  ['zelensky', 'Volodymyr Zelenský'],
  ['lodz', 'Łódź'],
  ['strasse', 'Lange Straße'],
  ['Straße', 'LANGE STRASSE'],
  ['us', 'U.S.'],
  ['U.S.', 'US'],
  ["o'brien", 'Edna O’Brien'],
  ['brien', 'Edna O’Brien'],
  ['al-qaida', 'Al Qaida'.replace(' ', '-')],
  ['qaida', 'Al-Qaida'],
  ['οδυσσευς', 'Οδυσσεύς Ελύτης'],
  ['москва', 'Москва'],
  ['ﬁnland', 'Finland'],
  ['5g', '5G Alliance'],
] as const)('%s finds %s', ([search, name]) => {
  expect(finds(search, name)).toBe(true);
});

test.for([
  ['erkel', 'Angela Merkel'],
  ['angela smith', 'Angela Merkel'],
  ['merkels', 'Angela Merkel'],
  ['us', 'Uma Smith'],
] as const)('%s does not find %s', ([search, name]) => {
  expect(finds(search, name)).toBe(false);
});

test('the first letters of each word of a name find it, in any order and case', () => {
  const word = fc.stringMatching(/^[A-Za-zÀ-ÖØ-öø-ž]{1,8}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), fc.nat(), (words, seed) => {
      const name = words.join(' ');
      const typed = words
        .map((one, index) => [...one].slice(0, 1 + ((seed + index) % one.length)).join(''))
        .toReversed()
        .join('  ');
      expect(finds(typed, name)).toBe(true);
      expect(finds(typed.toUpperCase(), name)).toBe(true);
    }),
  );
});

test('a text without letters and digits is no search', () => {
  for (const text of ['', ' ', '!?', '…', '🎉']) expect(searchedWords(text)).toEqual([]);
});
