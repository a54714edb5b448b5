import { describe, expect, test, vi } from 'vitest';
import { bodies } from '../../../functions/common/domain/aliases/bodies.ts';
import { byHand } from '../../../functions/common/domain/aliases/by-hand.ts';
import { countries } from '../../../functions/common/domain/aliases/countries.ts';
import { canonicalName, isCanonicalSpelling } from '../../../functions/common/domain/canonical-names.ts';
import { entityKey } from '../../../functions/common/domain/keys.ts';
import { preferred } from '../../../functions/common/domain/merge.ts';

test.each([
  [
    'united states',
    'U.S.',
    'US',
    'USA',
    'U.S.A.',
    'U.S',
    'U. S.',
    'America',
    'the United States of America',
    'US’s',
  ],
  ['united kingdom', 'UK', 'U.K.', 'Britain', 'Great Britain'],
  ['united nations', 'UN', 'U.N.', 'the United Nations', 'UNITED NATIONS'],
  ['new york police department', 'NYPD', 'N.Y.P.D.', 'New York City Police Department'],
  ['united arab emirates', 'UAE', 'U.A.E.'],
  ['nato', 'NATO', 'Nato', 'North Atlantic Treaty Organization', 'North Atlantic Treaty Organisation'],
  ['world health organization', 'WHO', 'W.H.O.', 'World Health Organisation'],
  ['kim jong un', 'Kim Jong-un', 'Kim Jong Un', 'Kim Jong-Un', 'KIM JONG UN'],
  ['al qaeda', 'al-Qaeda', 'Al Qaeda', 'Al-Qaida', 'al‑Qaeda'],
  ['jk rowling', 'J.K. Rowling', 'J. K. Rowling', 'JK Rowling'],
  ["mcdonald's", "McDonald's", 'McDonald’s', 'McDonalds'],
  ['saint lucia', 'St. Lucia', 'St Lucia', 'Saint Lucia'],
  ['ivory coast', "Côte d'Ivoire", 'Cote d’Ivoire'],
  ['the gambia', 'Gambia', 'The Gambia'],
  ['angela merkel', 'Angela Merkel', 'Angela\u200b Mer\u00adkel', 'ANGELA  MERKEL’S'],
  ['immunization center', 'Immunisation Centre', 'Immunization Center'],
])('%s', (key, ...spellings) => {
  expect(spellings.map(entityKey)).toEqual(spellings.map(() => key));
});

test.each([
  ['Un', 'un'],
  ['Who', 'who'],
  ['Ronald McDonald’s', 'ronald mcdonald'],
  ['Congo', 'congo'],
  ['Washington', 'washington'],
  ['South Korea', 'south korea'],
  ['Supreme Court', 'supreme court'],
])('%s is %s and nothing else', (text, key) => {
  expect(entityKey(text)).toBe(key);
});

describe('the tables', () => {
  const lines = [byHand, countries, bodies].flatMap((table) => table.trim().split('\n'));

  test('give each spelling the key of the displayed spelling', () => {
    for (const line of byHand.trim().split('\n')) {
      const [, text = '', aliases = ''] = line.split('|').map((field) => field.trim());
      for (const alias of aliases.split(';').map((one) => one.trim())) {
        if (alias !== '') expect(entityKey(alias), alias).toBe(entityKey(text));
      }
    }
  });

  test('map every spelling to a name whose key maps to itself', () => {
    for (const line of lines) {
      const [, text = ''] = line.split('|').map((field) => field.trim());
      const name = canonicalName(text);
      expect(name, text).toBeDefined();
      expect(entityKey(name?.key ?? '')).toBe(name?.key);
    }
  });
});

test('the canonical spelling is displayed before any other', () => {
  expect(isCanonicalSpelling('United States')).toBe(true);
  for (const other of ['US', 'America', 'Usa']) {
    expect(preferred(other, 'United States')).toBe('United States');
    expect(preferred('United States', other)).toBe('United States');
  }
});

test('the key of a long name takes time in proportion to its length: the name is cut once for all its endings', () => {
  const folds: number[] = [];
  const split = vi.spyOn(String.prototype, 'split');
  for (const endings of [1_000, 2_000]) {
    split.mockClear();
    expect(entityKey(`Bram${"'s.".repeat(endings)}`)).toBe('bram');
    folds.push(split.mock.calls.length);
  }
  split.mockRestore();
  expect(folds[1]).toBe(folds[0]);
});
