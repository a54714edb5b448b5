import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bodyLines } from '../../../tools/aliases/bodies.ts';
import { countryLines } from '../../../tools/aliases/countries.ts';
import { countryTable } from '../../../tools/aliases/country-table.ts';

test('the committed table of countries equals the one built from the package', () => {
  const file = new URL('../../../functions/common/domain/aliases/countries.ts', import.meta.url);
  expect(readFileSync(file, 'utf8')).toBe(countryTable());
});

test('countries: inverted titles are turned around, brackets dropped, and names shared by two countries left out', () => {
  expect(
    countryLines({
      MD: 'Moldova, Republic of',
      CG: ['Republic of the Congo', 'Congo'],
      CD: ['Democratic Republic of the Congo', 'Congo'],
      CC: 'Cocos (Keeling) Islands',
      LC: 'Saint Lucia',
      VG: 'Virgin Islands, British',
      BQ: 'Bonaire, Sint Eustatius and Saba',
    }).map(({ text, aliases }) => [text, ...aliases]),
  ).toEqual([
    ['Moldova', 'Republic of Moldova'],
    ['Republic of the Congo'],
    ['Democratic Republic of the Congo'],
    ['Cocos Islands'],
    ['Saint Lucia', 'St. Lucia'],
    ['British Virgin Islands'],
    ['Bonaire, Sint Eustatius and Saba', 'Bonaire, Sint Eustatius & Saba'],
  ]);
});

test('bodies: an acronym and the names that it abbreviates share one code', () => {
  const list = [
    'IMF\tIGOBUSIMF\tInternational',
    'INTERNATIONAL MONETARY FUND\tIGOBUSIMF\tInternational',
    'CHRISTINE LAGARDE\tIGOBUSIMF\tInternational',
    'IMF\tUSA\tCountry',
    'INDIAN MINT FACTORY\tIND\tCountry',
  ].join('\n');
  expect(bodyLines(list)).toEqual([
    { type: 'organization', text: 'International Monetary Fund', aliases: ['IMF'] },
  ]);
});
