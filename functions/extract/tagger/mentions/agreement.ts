/**
 * One spelling has one type in one article (Gale, Church and Yarowsky 1992): the type with the highest sum of
 * probabilities over all its places. The network's memory does most of it; this settles what is left.
 */
import { type EntityType, entityTypes } from '../../../common/domain/post.ts';
import type { TaggerArticle } from '../article.ts';
import { type TaggedName, textOf } from './names.ts';

type Votes = Record<EntityType, { probability: number; odds: number; places: number }>;

/** Gives all names of one spelling the same type. */
export function agree(article: TaggerArticle, names: readonly TaggedName[]): TaggedName[] {
  const spellings = names.map((name) => textOf(article, name));
  const votes = new Map<string, Votes>();
  for (const [i, { type, odds }] of names.entries()) {
    const spelling = spellings[i] ?? '';
    const vote = votes.get(spelling) ?? noVotes();
    vote[type].probability += 1 / (1 + Math.exp(-odds));
    vote[type].odds += odds;
    vote[type].places += 1;
    votes.set(spelling, vote);
  }
  return names.map((name, i) => {
    const vote = votes.get(spellings[i] ?? '') ?? noVotes();
    const type = entityTypes.reduce((best, other) =>
      vote[other].probability > vote[best].probability ? other : best,
    );
    // A name whose type changes takes the mean odds of the names that had the new type.
    return type === name.type ? name : { ...name, type, odds: vote[type].odds / vote[type].places };
  });
}

function noVotes(): Votes {
  const none = (): Votes[EntityType] => ({ probability: 0, odds: 0, places: 0 });
  return { person: none(), place: none(), organization: none() };
}
