/**
 * Applies newswire's rules for names where the network leaves it open: no title before a person's name, no
 * title alone, no common noun that only says what kind of place it is.
 */
import type { TaggerArticle } from '../article.ts';
import { type TaggedName, textOf } from './names.ts';

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '));
/** Titles that are hardly ever a given name, as "Imam", "Don" and "King" are. */
const TITLES = setOf(
  'mr mrs ms miss madam madame sir dr prof professor gen col capt lt sgt rev sheikh shaikh',
);
/** Not a person by themselves: "the Imam". */
const BARE_TITLES = setOf('imam ayatollah pastor bishop archbishop rabbi');
/** Not a place by themselves: "the Kingdom". */
const PLACE_NOUNS = setOf(
  'kingdom republic state province county city district region island river lake valley nation empire union federation peninsula',
);

/** The names in the form that counts. */
export function settle(article: TaggerArticle, names: readonly TaggedName[]): TaggedName[] {
  return names.flatMap((name) => {
    if (name.type === 'person') return withoutTitles(article, name);
    const isNoun =
      name.type === 'place' && name.after === name.first + 1 && PLACE_NOUNS.has(lowerAt(article, name.first));
    return isNoun ? [] : [name];
  });
}

function withoutTitles(article: TaggerArticle, name: TaggedName): TaggedName[] {
  let { first } = name;
  while (first < name.after && TITLES.has(lowerAt(article, first))) first++;
  if (first === name.after) return [];
  const isBare = first + 1 === name.after && BARE_TITLES.has(lowerAt(article, first));
  return isBare ? [] : [first === name.first ? name : { ...name, first }];
}

/** A word in small letters, without the full stop of an abbreviation. */
function lowerAt(article: TaggerArticle, word: number): string {
  const lower = textOf(article, { first: word, after: word + 1 }).toLowerCase();
  return lower.endsWith('.') ? lower.slice(0, -1) : lower;
}
