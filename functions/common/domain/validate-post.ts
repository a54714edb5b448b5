/** Whether a JSON value is a post, and what is wrong with it where it is not. */

import { derivedPostId } from './keys.ts';
import { type Fault, faultsOf, type IdentifiedPost, SubmittedPost } from './post.ts';
import { postMessages } from './post-messages.ts';

export type Validated = { readonly post: IdentifiedPost } | { readonly errors: readonly Fault[] };

export type Checked = { readonly post: SubmittedPost } | { readonly errors: readonly Fault[] };

/** A client needs some faults to see what it does wrong, not a thousand; and its own field names back, not a megabyte of them. */
const MAX_FAULTS = 20;
const MAX_PATH_LENGTH = 100;

/**
 * Validates what a client sent as one post; a missing id is derived.
 * @param repeated the names that the object gives more than once
 */
export function validatePost(value: unknown, repeated?: ReadonlySet<string>): Validated {
  const checked = checkPost(value, repeated);
  if ('errors' in checked) return checked;
  const { id, ...rest } = checked.post;
  return { post: { id: id ?? derivedPostId(rest.publication, rest.content), ...rest } };
}

/**
 * Checks what is to be submitted as one post.
 * @param repeated the names that the object gives more than once
 */
export function checkPost(value: unknown, repeated: ReadonlySet<string> = new Set()): Checked {
  const twice = [...repeated].map((name): Fault => ({ path: name, message: postMessages.repeated }));
  const result = SubmittedPost.safeParse(value);
  const errors = [...twice, ...(result.success ? [] : faultsOf(result.error))];
  return result.success && errors.length === 0 ? { post: result.data } : { errors: brief(errors) };
}

function brief(faults: readonly Fault[]): Fault[] {
  return faults.slice(0, MAX_FAULTS).map(({ path, message }) => ({
    path: path.length <= MAX_PATH_LENGTH ? path : `${path.slice(0, MAX_PATH_LENGTH)}…`,
    message,
  }));
}
