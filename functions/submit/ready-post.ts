/**
 * A valid post in the form in which it is published: its JSON with an id. Which posts are valid is decided
 * elsewhere.
 *
 * It holds bytes only, which lie outside of V8's heap: garbage collection would copy the texts of all posts in
 * flight again and again.
 */
import { derivedPostId } from '../common/domain/keys.ts';
import { type IdentifiedPost, PostContent } from '../common/domain/post.ts';

export interface ReadyPost {
  readonly id: string;
  readonly publication: string;
  /** Its JSON in UTF-8, an object, without the closing brace. */
  readonly openJson: Buffer;
  /** Whether the JSON has the id. */
  readonly hasId: boolean;
}

/** A post whose JSON is written from its fields. */
export function readyPost(post: IdentifiedPost): ReadyPost {
  const { id, publication } = post;
  return { id, publication, openJson: Buffer.from(JSON.stringify(post).slice(0, -1)), hasId: true };
}

/** The id that is derived from its article. Posts of one article have the same, whatever their own ids. */
export function articleIdOf({ publication, openJson }: ReadyPost): string {
  const { content } = PostContent.parse(JSON.parse(`${openJson}}`));
  return derivedPostId(publication, content);
}

/**
 * What follows the open JSON of a post to make its message.
 * @param fields those that submit adds to all posts of a request, as JSON members without braces
 */
export function messageTail({ id, hasId }: ReadyPost, fields: string): string {
  // An id has only characters that JSON need not escape.
  return hasId ? `,${fields}}` : `,"id":"${id}",${fields}}`;
}
