/** A valid post in the form in which it is published: its JSON with an id. Which posts are valid is decided elsewhere. */
import { derivedPostId } from '../common/domain/keys.ts';
import type { IdentifiedPost } from '../common/domain/post.ts';

export interface ReadyPost {
  readonly id: string;
  readonly publication: string;
  /** Its JSON in UTF-8: an object, whose last byte is the closing brace. */
  readonly json: Buffer;
  /** Whether the JSON has the id. */
  readonly hasId: boolean;
  /** The id that is derived from its article. Posts of one article have the same, whatever their own ids. */
  readonly articleId: () => string;
}

/** A post whose JSON is written from its fields. */
export function readyPost(post: IdentifiedPost): ReadyPost {
  const { id, publication, content } = post;
  return {
    id,
    publication,
    json: Buffer.from(JSON.stringify(post)),
    hasId: true,
    articleId: () => derivedPostId(publication, content),
  };
}

/**
 * What follows the JSON of a post, its closing brace left out, to make its message.
 * @param fields that submit adds to all posts of a request, as JSON members without braces
 */
export function messageTail({ id, hasId }: ReadyPost, fields: string): string {
  // An id has only characters that JSON need not escape.
  return hasId ? `,${fields}}` : `,"id":"${id}",${fields}}`;
}
