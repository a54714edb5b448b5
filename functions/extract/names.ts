/** Spellings: what people count as the same name within one article, whichever extractor found it. */
import { endsInCompanysPossessive } from '../common/domain/canonical-names.ts';
import type { EntityType } from '../common/domain/post.ts';
import { isTitle } from './titles.ts';

const QUOTES = /[‘’ʼ‛`´]/gu;
const HYPHENS = /[‐‑‒–]/gu;
const POSSESSIVE = /(?:'s|(?<=s)')$/iu;
/** The names that are said with their article. */
const KEEPS_ARTICLE = /^the (?:hague|weeknd|gambia|bahamas|dalles)$/i;
const COMPANY_ENDING =
  /(?:,? (?:inc|ltd|limited|plc|llc|llp|corp|corporation|co|company|gmbh|ag|s\.?a|n\.?v|pty|bhd)\.?|\.com)$/iu;

/**
 * The spelling of a mention that is shown: on one line, straight quotes and hyphens, no possessive, article
 * or title.
 */
export function cleanName(type: EntityType, text: string): string {
  const names = kept[type];
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = settle(type, text);
  if (names.size >= MAX_KEPT) names.clear();
  names.set(text, name);
  return name;
}

/** The number of clean names of each type that are kept, because most come again. */
const MAX_KEPT = 10_000;
const kept: Readonly<Record<EntityType, Map<string, string>>> = {
  person: new Map(),
  place: new Map(),
  organization: new Map(),
};

function settle(type: EntityType, text: string): string {
  const line = text
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(QUOTES, "'")
    .replace(HYPHENS, '-')
    .replace(/- /g, '-');
  const owned = endsInCompanysPossessive(line) ? line : line.replace(POSSESSIVE, '');
  const bare = KEEPS_ARTICLE.test(owned) ? owned : owned.replace(/^the (?=\S)/i, '');
  const name = type === 'person' ? withoutTitles(bare) : bare;
  return name === '' ? line : name;
}

/** A person's name without the titles before it; a title alone stays. */
function withoutTitles(name: string): string {
  let rest = name;
  for (;;) {
    const space = rest.indexOf(' ');
    if (space === -1) return rest;
    if (!isTitle(rest.slice(0, space))) return rest;
    rest = rest.slice(space + 1);
  }
}

/**
 * The words of a person's name in the form in which they are compared: folded, initials without full stops,
 * run-together initials apart ("J.K." and "J. K." and "JK" before a surname).
 */
export function personWords(name: string): string[] {
  if (PLAIN_WORDS.test(name)) return name.toLowerCase().split(' ');
  const words = name.replaceAll('"', '').split(' ');
  return words
    .flatMap((word, i) => {
      const bare = word.replaceAll('.', '');
      const isInitials =
        i < words.length - 1 && bare.length <= 3 && bare === bare.toUpperCase() && /^\p{L}+$/u.test(bare);
      return isInitials ? [...bare] : [bare];
    })
    .map((word) => word.toLowerCase())
    .filter((word) => word !== '');
}

/** Words that have no initials among them, as most names. */
const PLAIN_WORDS = /^[A-Z][a-z]+(?: [A-Z][a-z]+)*$/;

/** An organization's name without the ending that only says what kind of company it is, or its address. */
export function withoutCompanyEnding(name: string): string {
  const bare = name.replace(COMPANY_ENDING, '');
  return bare === '' ? name : bare;
}

/**
 * Whether the capital letters of `acronym` are, in order, letters that words of `name` begin with, the first
 * and most of them used.
 */
export function abbreviates(acronym: string, name: string): boolean {
  const letters = acronym.replace(/[^\p{L}\p{N}]/gu, '').toUpperCase();
  const words = name.split(/[\s-]+/).filter((word) => word !== '');
  if (letters.length < 2 || words.length < 2 || letters.length > 10) return false;
  if (words[0]?.charAt(0).toUpperCase() !== letters.charAt(0)) return false;
  // Every letter must begin a word, or follow within the word of the letter before it, as in "CARICOM". Small
  // words may be skipped.
  let word = 0;
  let inside = 1;
  for (let i = 1; i < letters.length; i++) {
    const letter = letters.charAt(i);
    const next = words.findIndex((other, at) => at > word && other.charAt(0).toUpperCase() === letter);
    const skipped = words.slice(word + 1, next).filter((other) => other !== other.toLowerCase()).length;
    if (next !== -1 && skipped === 0) {
      word = next;
      inside = 1;
      continue;
    }
    const found = (words[word] ?? '').toUpperCase().indexOf(letter, inside);
    if (found === -1) return false;
    inside = found + 1;
  }
  return words.slice(word + 1).every((other) => other === other.toLowerCase());
}
