/**
 * "The Clintons" in an article about Bill Clinton: a family is a person by the conventions of news, also
 * where the network doubtfully takes it for a body or a place.
 */
import type { TaggerArticle } from '../article.ts';
import { type TaggedName, textOf } from './names.ts';

/** Below these log odds, a probability of 0.88, the network doubts: of the Knicks, a team, it is sure. */
const DOUBT = 2;

/** Gives plurals of the surnames that the article has the type of a person. */
export function withFamilies(article: TaggerArticle, names: readonly TaggedName[]): TaggedName[] {
  if (!names.some((name) => isDoubtedPlural(article, name))) return [...names];
  const surnames = new Set(
    names.flatMap(({ type, after }) =>
      type === 'person' ? [textOf(article, { first: after - 1, after })] : [],
    ),
  );
  return names.map((name) => {
    const isFamily = isDoubtedPlural(article, name) && surnames.has(textOf(article, name).slice(0, -1));
    return isFamily ? { ...name, type: 'person' } : name;
  });
}

/** A lone word that ends in "s". */
function isDoubtedPlural(article: TaggerArticle, { type, first, after, odds }: TaggedName): boolean {
  if (type === 'person' || after !== first + 1 || odds >= DOUBT) return false;
  return textOf(article, { first, after }).endsWith('s');
}
