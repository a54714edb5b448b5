/** Whether a JSON value is a post, and what is wrong with it where it is not. */

import type { z } from 'zod';
import { derivedPostId, hasDerivedForm } from './keys.ts';
import { type Fault, faultsOf, type IdentifiedPost, SubmittedPost, someFaults } from './post.ts';
import { postMessages } from './post-messages.ts';

export type Validated = { readonly post: IdentifiedPost } | { readonly errors: readonly Fault[] };

export type Checked = { readonly post: SubmittedPost } | { readonly errors: readonly Fault[] };

/** A client gets its own field names back, but not a megabyte of them. */
const MAX_PATH_LENGTH = 100;

/**
 * Validates what a client sent as one post; a missing id is derived.
 * @param repeated the names that the object gives more than once
 */
export function validatePost(value: unknown, repeated?: ReadonlySet<string>): Validated {
  const checked = checkPost(value, repeated);
  if ('errors' in checked) return checked;
  const { id, ...rest } = checked.post;
  if (id !== undefined && !hasDerivedForm(id)) return { post: { id, ...rest } };
  const derived = derivedPostId(rest.publication, rest.content);
  return id === undefined || id === derived
    ? { post: { id: derived, ...rest } }
    : { errors: [{ path: 'id', message: postMessages.foreignId }] };
}

/**
 * Checks what is to be submitted as one post.
 * @param repeated the names that the object gives more than once
 */
export function checkPost(value: unknown, repeated: ReadonlySet<string> = new Set()): Checked {
  const result = SubmittedPost.safeParse(value);
  const errors = someFaults(faultsIn(repeated, result.error));
  return result.success && errors.length === 0 ? { post: result.data } : { errors: errors.map(brief) };
}

function* faultsIn(repeated: ReadonlySet<string>, error: z.ZodError | undefined): Generator<Fault> {
  for (const name of repeated) yield { path: name, message: postMessages.repeated };
  if (error !== undefined) yield* faultsOf(error);
}

function brief({ path, message }: Fault): Fault {
  return { path: path.length <= MAX_PATH_LENGTH ? path : `${path.slice(0, MAX_PATH_LENGTH)}…`, message };
}
