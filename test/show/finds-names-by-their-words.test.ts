import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textsOf } from '../../functions/common/domain/store/texts.ts';
import { searchedNames } from '../../functions/show/counting/searched-names.ts';
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

test('a search of very many names finds those that have all its words, also those of merged names', () => {
  const word = fc.constantFrom('Ada', 'Adam', 'O’Brien', 'Zoë', 'U.S.', 'Łódź', '東京', '😀', ' ', 'x1');
  const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));
  const search = fc.constantFrom('ada', 'adam ada', 'brien', 'obrien', 'zoe', 'us', 'lodz', '東', 'x', '!');
  fc.assert(
    fc.property(
      fc.array(name, { maxLength: 12 }),
      fc.dictionary(fc.nat(11).map(String), fc.array(name)),
      search,
      (names, also, text) => {
        const others = new Map(Object.entries(also).map(([place, texts]) => [Number(place), texts]));
        const wanted = searchedWords(text);
        const expected = [...names.keys()].filter((place) => {
          const words = [names[place] ?? '', ...(others.get(place) ?? [])].map(wordsOf).join('');
          return wanted.every((one) => words.includes(one));
        });
        expect([...searchedNames(textsOf(names), others).find(wanted)]).toEqual(expected);
      },
    ),
  );
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
