/**
 * "Wells" after "Wells BDDP": a lone word that the network doubtfully takes for a person is the organization
 * whose longer name begins with it, unless the article has a person of that surname.
 */
import type { TaggerArticle } from '../article.ts';
import { type TaggedName, textOf } from './names.ts';

/** Below these mean log odds, a probability of 0.73, the network doubts. */
const DOUBT = 1;

/** Gives the short forms of organizations that are named after people their type. */
export function withShortForms(article: TaggerArticle, names: readonly TaggedName[]): TaggedName[] {
  const doubted = doubtedWords(article, names);
  if (doubted.size === 0) return [...names];
  const wordOf = (word: number): string => textOf(article, { first: word, after: word + 1 });
  const heads = new Set<string>();
  for (const { type, first, after, odds } of names) {
    if (after === first + 1) continue;
    if (type === 'person') doubted.delete(wordOf(after - 1));
    if (type === 'organization' && odds > 0) heads.add(wordOf(first));
  }
  return names.map((name) => {
    const word = wordOf(name.first);
    const isShort = isLonePerson(name) && doubted.has(word) && heads.has(word);
    return isShort ? { ...name, type: 'organization' } : name;
  });
}

/** The words that are a person by themselves, with low odds in the mean. */
function doubtedWords(article: TaggerArticle, names: readonly TaggedName[]): Set<string> {
  const odds = new Map<string, number[]>();
  for (const name of names) {
    if (!isLonePerson(name)) continue;
    const word = textOf(article, name);
    odds.set(word, [...(odds.get(word) ?? []), name.odds]);
  }
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  return new Set([...odds].flatMap(([word, values]) => (mean(values) < DOUBT ? [word] : [])));
}

function isLonePerson({ type, first, after }: TaggedName): boolean {
  return type === 'person' && after === first + 1;
}
