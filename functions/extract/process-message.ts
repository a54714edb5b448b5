/**
 * From the bytes of a message of topic posts to its result, or to the reason why it has none. It runs in a
 * process of the pool, so that the daemon moves messages and decodes nothing.
 */
import { decodeMessage } from '../common/domain/decode.ts';
import { type Entity, MAX_ENTITIES_PER_POST, Post, type ProcessedPost } from '../common/domain/post.ts';
import type { Rejection } from '../common/domain/rejection.ts';
import { contentHash } from '../common/domain/store/ids.ts';
import { tooManyNames } from './errors.ts';
import { type Find, readNamesInLanguages, type WorkOptions } from './read-names.ts';

/** The outcome of a message: its result, or a rejection. */
export type MessageOutcome =
  | { readonly rejection: Rejection }
  | {
      readonly postId: string;
      readonly publication: string;
      readonly outcome: 'extracted' | 'other-language';
      /** The result as JSON, ready to be published. */
      readonly result: string;
    };

/**
 * Extracts the post of a message. The outcome depends on the arguments alone, if `find` does.
 * @param data the message as it was published
 * @throws what `find` throws
 */
export async function processMessage(
  find: Find,
  data: Uint8Array,
  { titles, ...options }: WorkOptions,
): Promise<MessageOutcome> {
  const decoded = decodeMessage(data, Post, 'post');
  if ('rejection' in decoded) return decoded;
  const post = decoded.value;
  const { content, language } = post;
  const title = titles ? post.title : undefined;
  const { entities, otherLanguage } = await readNamesInLanguages(find, content, {
    ...options,
    language,
    title,
  });
  if (entities.length > MAX_ENTITIES_PER_POST) return { rejection: tooManyNames(entities.length) };
  const result = processedPostOf(post, entities, otherLanguage);
  return {
    postId: post.id,
    publication: post.publication,
    outcome: otherLanguage === undefined ? 'extracted' : 'other-language',
    result: JSON.stringify(result),
  };
}

/**
 * The result has all of a post but its content, whose hash tells whether a later version differs.
 */
function processedPostOf(
  { id, content, ...about }: Post,
  entities: readonly Entity[],
  otherLanguage: string | undefined,
): ProcessedPost {
  const hash = contentHash(content);
  const counted = { postId: id, ...about, contentHash: hash, entities };
  return otherLanguage === undefined ? counted : { ...counted, otherLanguage };
}
