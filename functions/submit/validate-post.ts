/** Whether a JSON value is a post, and what is wrong with it where it is not. */
import { derivedPostId } from '../common/keys.ts';
import { type Fault, faultsOf, type Post, SubmittedPost } from '../common/post.ts';
import { postMessages } from './messages.ts';

export type Validated = { readonly post: Post } | { readonly errors: readonly Fault[] };

/** A client needs some faults to see what it does wrong, not a thousand; and its own field names back, not a megabyte of them. */
const MAX_FAULTS = 20;
const MAX_PATH_LENGTH = 100;

/**
 * Validates what a client sent as one post; a missing id is derived.
 *
 * Text with a lone surrogate is refused although JSON can write it: UTF-8 cannot, so it would be changed on its way, and the derived id with
 * it. It comes from text that was cut within a character, which its sender will want to know.
 * @param repeated the names that the object gives more than once
 */
export function validatePost(value: unknown, repeated: ReadonlySet<string> = new Set()): Validated {
  const twice = [...repeated].map((name): Fault => ({ path: name, message: postMessages.repeated }));
  const result = SubmittedPost.safeParse(value);
  if (!result.success) return { errors: brief([...twice, ...faultsOf(result.error)]) };
  const { content, publication, id, publishedAt } = result.data;
  const broken = Object.entries({ content, publication }).flatMap(([path, text]): Fault[] => {
    const index = text.search(/\p{Surrogate}/u);
    return index === -1 ? [] : [{ path, message: postMessages.loneSurrogate(index) }];
  });
  const errors = [...twice, ...broken];
  if (errors.length > 0) return { errors: brief(errors) };
  return {
    post: {
      id: id ?? derivedPostId(publication, content),
      publication,
      content,
      ...(publishedAt === undefined ? {} : { publishedAt }),
    },
  };
}

function brief(faults: readonly Fault[]): Fault[] {
  return faults.slice(0, MAX_FAULTS).map(({ path, message }) => ({
    path: path.length <= MAX_PATH_LENGTH ? path : `${path.slice(0, MAX_PATH_LENGTH)}…`,
    message,
  }));
}
