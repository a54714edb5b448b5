/**
 * Decides about an id that occurs twice in one batch. With the same article it is one post sent twice, which
 * counts once. With another article it is refused, with the id named. It is unclear which article the id
 * belongs to, and the second would never be counted.
 */
import { publicationKey } from '../common/domain/keys.ts';
import { postMessages } from '../common/domain/post-messages.ts';
import type { Candidate, ReadyCandidate } from './parse-posts.ts';
import { articleIdOf } from './ready-post.ts';

/** Refuses the candidates whose id another article of the batch has, named before in the same publication. */
export function refuseRepeatedIds(candidates: readonly Candidate[]): readonly Candidate[] {
  /** The first post of each publication that has an id. */
  const firsts = new Map<string, readonly ReadyCandidate[]>();
  return candidates.map((candidate) => {
    if ('errors' in candidate) return candidate;
    const { index, post } = candidate;
    const sameId = firsts.get(post.id) ?? [];
    // Keys are compared only where an id is repeated: making one costs as much as reading a short post.
    const key = sameId.length === 0 ? '' : publicationKey(post.publication);
    const known = sameId.find((first) => publicationKey(first.post.publication) === key);
    if (known === undefined) {
      firsts.set(post.id, [...sameId, candidate]);
      return candidate;
    }
    if (articleIdOf(known.post) === articleIdOf(post)) return candidate;
    return { index, errors: [{ path: 'id', message: postMessages.repeatedId(known.index) }] };
  });
}
