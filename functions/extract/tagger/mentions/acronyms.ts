/**
 * "Sexual Minorities Uganda (SMUG)": an acronym in brackets after its long form is a name of the same type
 * wherever the article has it, whether the network found it or not.
 */
import { abbreviates } from '../../names.ts';
import type { TaggerArticle } from '../article.ts';
import { type TaggedName, textOf } from './names.ts';

/** Adds the acronyms that the article introduces, and gives those found the type of their long form. */
export function withAcronyms(article: TaggerArticle, names: readonly TaggedName[]): TaggedName[] {
  const introduced = new Map<number, TaggedName>();
  for (const name of names) {
    const acronym = acronymAfter(article, name);
    if (acronym !== -1) introduced.set(article.spellings[acronym] as number, name);
  }
  if (introduced.size === 0) return [...names];
  const result: TaggedName[] = [];
  let word = 0;
  const addUpTo = (end: number): void => {
    for (; word < end; word++) {
      const long = introduced.get(article.spellings[word] as number);
      if (long !== undefined) result.push({ ...long, first: word, after: word + 1 });
    }
  };
  for (const name of names) {
    addUpTo(name.first);
    const long =
      name.after === name.first + 1 ? introduced.get(article.spellings[name.first] as number) : undefined;
    result.push(
      long === undefined ? name : { ...name, type: long.type, odds: Math.max(name.odds, long.odds) },
    );
    word = name.after;
  }
  addUpTo(article.count);
  return result;
}

/** The word in brackets after a name, if it is short for it; -1 where none is. */
function acronymAfter(article: TaggerArticle, name: TaggedName): number {
  const { words, count } = article;
  const charAt = (word: number): string => words.text.charAt(words.starts[word] ?? 0);
  if (name.type === 'person' || name.after + 2 >= count) return -1;
  if (charAt(name.after) !== '(' || charAt(name.after + 2) !== ')') return -1;
  const acronym = textOf(article, { first: name.after + 1, after: name.after + 2 });
  return /^\p{Lu}.*\p{Lu}/u.test(acronym) && abbreviates(acronym, textOf(article, name))
    ? name.after + 1
    : -1;
}
