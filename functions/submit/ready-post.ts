/**
 * A valid post in the form in which submit publishes it: its JSON with an id. `parse-posts.ts` decides which
 * posts are valid.
 *
 * The content is held as bytes, which are outside of V8's heap. The garbage collection would copy texts of
 * posts in flight again and again.
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

/**
 * The id derived from the article. Posts with the same article have the same one, even with different ids.
 */
export function articleIdOf({ publication, openJson }: ReadyPost): string {
  const { content } = PostContent.parse(JSON.parse(`${openJson}}`));
  return derivedPostId(publication, content);
}

/**
 * Makes the end of a post's message, which its open JSON begins.
 * @param fields those that submit adds to all posts of a request, as JSON members without braces
 */
export function messageTail({ id, hasId }: ReadyPost, fields: string): string {
  // An id has only characters that JSON need not escape.
  return hasId ? `,${fields}}` : `,"id":"${id}",${fields}}`;
}
