/**
 * Decides about an id that occurs twice in one batch. With the same article it is one post sent twice, which
 * counts once. With another article it is refused, with the id named. It is unclear which article the id
 * belongs to, and the second would never be counted.
 */
import { derivedPostId, publicationKey } from '../common/domain/keys.ts';
import type { IdentifiedPost } from '../common/domain/post.ts';
import { postMessages } from '../common/domain/post-messages.ts';
import type { Candidate } from './parse-posts.ts';

/** Refuses the candidates whose id another article of the batch has, named before in the same publication. */
export function refuseRepeatedIds(candidates: readonly Candidate[]): Candidate[] {
  const first = new Map<string, { readonly index: number; readonly post: IdentifiedPost }>();
  return candidates.map((candidate) => {
    if ('errors' in candidate) return candidate;
    const { index, post } = candidate;
    const place = `${publicationKey(post.publication)}\0${post.id}`;
    const known = first.get(place);
    if (known === undefined) {
      first.set(place, candidate);
      return candidate;
    }
    if (isOneArticle(known.post, post)) return candidate;
    return { index, errors: [{ path: 'id', message: postMessages.repeatedId(known.index) }] };
  });
}

function isOneArticle(a: IdentifiedPost, b: IdentifiedPost): boolean {
  return derivedPostId(a.publication, a.content) === derivedPostId(b.publication, b.content);
}
