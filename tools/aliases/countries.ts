/** The spellings of countries, from the package i18n-iso-countries (MIT), as lines of aliases. Pure. */
import type { AliasLine } from './lines.ts';

/** Spellings of the package by the country's code: one, or several with the official one first. */
export type CountrySpellings = Readonly<Record<string, string | readonly string[]>>;

/**
 * One line for each country that has more than one spelling. A spelling of two countries (Congo) is left out.
 */
export function countryLines(countries: CountrySpellings): AliasLine[] {
  const spellings = Object.values(countries).map((given) => [
    ...new Set([given].flat().flatMap(settle).flatMap(withVariants)),
  ]);
  const owners = new Map<string, number>();
  for (const spelling of spellings.flat()) owners.set(spelling, (owners.get(spelling) ?? 0) + 1);
  return spellings.flatMap((all): AliasLine[] => {
    const own = all.filter((spelling) => owners.get(spelling) === 1);
    const [text, ...aliases] = own
      .toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))
      .toSorted(byShape);
    return text === undefined ? [] : [{ type: 'place', text, aliases }];
  });
}

/**
 * Puts "Moldova, Republic of" into spoken order, and drops the brackets of "Cocos (Keeling) Islands". Other
 * commas separate lists.
 */
function settle(spelling: string): string[] {
  if (spelling.includes('(')) return [spelling.replace(/ ?\([^)]*\)/, '')];
  const inverted = /^(.+), (Republic of|Federated States of|British|U\.S\.)$/.exec(spelling);
  const [, name = '', title = ''] = inverted ?? [];
  if (inverted === null) return [spelling];
  return title.endsWith(' of') && !AMBIGUOUS.has(name) ? [`${title} ${name}`, name] : [`${title} ${name}`];
}

/** Names that two countries have without their title. */
const AMBIGUOUS = new Set(['Korea', 'Congo', 'Virgin Islands']);

/** Saints and "and" are written in two ways each. */
function withVariants(spelling: string): string[] {
  const saints = spelling.startsWith('Saint ') ? [spelling, spelling.replace('Saint ', 'St. ')] : [spelling];
  return saints.flatMap((one) => (one.includes(' and ') ? [one, one.replaceAll(' and ', ' & ')] : [one]));
}

/** Shown: a name without title and abbreviation. */
function byShape(a: string, b: string): number {
  return rank(a) - rank(b);
}

function rank(spelling: string): number {
  if (spelling === spelling.toUpperCase() || /[.&]/.test(spelling)) return 2;
  return /\b(?:Republic|State|Province|Kingdom|Federation)\b/.test(spelling) ? 1 : 0;
}
