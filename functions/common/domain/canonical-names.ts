/**
 * Which spellings mean one name: "U.S.", "America" and "United States of America" are counted as the United
 * States. Countries and bodies come from lists by `npm run build:aliases`; the most frequent names are kept
 * by hand. The key of a name is made here.
 */

import { bodies } from './aliases/bodies.ts';
import { byHand } from './aliases/by-hand.ts';
import { companiesInPossessive } from './aliases/companies-in-possessive.ts';
import { countries } from './aliases/countries.ts';
import { foldName, withoutPossessive } from './fold-name.ts';
import { type EntityType, isEntityType } from './post.ts';

/** A name that has several spellings. */
export interface CanonicalName {
  /** The spelling that people are shown. */
  readonly text: string;
  /** Absent where the name's type is not one and the same. */
  readonly type?: EntityType;
  readonly key: string;
}

/**
 * Acronyms of at most this number of letters match a name only where they are written in capitals. In lower
 * case they are words or parts of other names: "Un" ends the name of Kim Jong Un, and The Who are a band.
 */
const MAX_CAPITAL_ACRONYM = 3;

const byKey = new Map<string, CanonicalName>();
const byAcronym = new Map<string, CanonicalName>();
// An earlier list goes first: where lists differ on the shown spelling or on whose a spelling is, the one
// kept by hand is right.
for (const list of [byHand, countries, bodies]) for (const line of list.trim().split('\n')) addName(line);

/** Adds a line `type | name | alias; alias`. */
function addName(line: string): void {
  const [type = '', text = '', aliases = ''] = line.split('|').map((field) => field.trim());
  const own = ownKey(text);
  const name = byKey.get(own) ?? { text, key: own, ...(isEntityType(type) ? { type } : {}) };
  for (const alias of [text, ...aliases.split(';').map((one) => one.trim())]) {
    if (alias === '') continue;
    const key = ownKey(alias);
    const target = isCapitals(alias) && key.length <= MAX_CAPITAL_ACRONYM ? byAcronym : byKey;
    if (!target.has(key)) target.set(key, name);
  }
}

function isCapitals(text: string): boolean {
  return text === text.toUpperCase();
}

/** The key of a name by itself. */
function ownKey(text: string): string {
  const folded = foldName(text);
  return companiesInPossessive.has(folded) ? folded : withoutPossessive(folded);
}

/** Whether a name is a company's whose possessive ending is a part of it, perhaps with words before it. */
export function endsInCompanysPossessive(text: string): boolean {
  if (!/['’ʼ]s?$/.test(text)) return false;
  const folded = foldName(text);
  return (
    companiesInPossessive.has(folded) || companiesInPossessive.has(folded.slice(folded.indexOf(' ') + 1))
  );
}

const shown = new Set([...byKey.values()].map(({ text }) => text));

/**
 * Whether a text is, letter by letter, the spelling that people are shown for a name of several spellings.
 */
export function isCanonicalSpelling(text: string): boolean {
  return shown.has(text);
}

interface Meaning {
  readonly key: string;
  readonly name: CanonicalName | undefined;
}

/**
 * Meanings are kept: one takes some microseconds, and most spellings come again, several times within an
 * article.
 */
const MAX_KEPT = 20_000;
let kept = new Map<string, Meaning>();

function meaningOf(text: string): Meaning {
  const known = kept.get(text);
  if (known !== undefined) return known;
  const own = ownKey(text);
  const name = findName(text, own);
  const meaning = { key: name?.key ?? own, name };
  if (kept.size >= MAX_KEPT) kept = new Map();
  kept.set(text, meaning);
  return meaning;
}

/** The name that a spelling means, where it is one of several for it. */
export function canonicalName(text: string): CanonicalName | undefined {
  return meaningOf(text).name;
}

function findName(text: string, key: string): CanonicalName | undefined {
  const bare = key.startsWith(ARTICLE) ? key.slice(ARTICLE.length) : key;
  const name = byKey.get(key) ?? byKey.get(bare);
  if (name !== undefined || bare.length > MAX_CAPITAL_ACRONYM) return name;
  return isCapitals(text.replace(/^\s*the\s/iu, '').replace(/['’ʼ]s\s*$/u, ''))
    ? byAcronym.get(bare)
    : undefined;
}

const ARTICLE = 'the ';

/**
 * The key under which a name is counted: that of its canonical spelling, else its own folded form without a
 * possessive ending. Idempotent.
 * @param text the surface form; lone surrogates count as U+FFFD
 */
export function nameKey(text: string): string {
  return meaningOf(text).key;
}
