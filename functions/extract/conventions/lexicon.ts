/** Words that compromise's lexicon has: first names, and the adjectives of countries. */
import { evidenceColumns, readEvidence } from '../tagger/features/evidence.ts';

let evidence: ((word: string) => number) | undefined;
const FIRST_NAME = 1 << evidenceColumns.indexOf('first-name');
const DEMONYM = 1 << evidenceColumns.indexOf('demonym');
/** The lexicon has these as adjectives or nouns only. */
const OTHER_DEMONYMS = new Set(
  'British Burmese Danish Finnish Irish Polish Somali Spanish Swedish Tanzanian Turkish Yemeni'.split(' '),
);

/** Whether a word is a first name. */
export function isFirstName(word: string): boolean {
  return has(word, FIRST_NAME);
}

/** Whether a word with a capital is the adjective of a country: "Algerian". */
export function isDemonym(word: string): boolean {
  return OTHER_DEMONYMS.has(word) || has(word, DEMONYM);
}

function has(word: string, bit: number): boolean {
  evidence ??= readEvidence();
  return (evidence(word) & bit) !== 0;
}
