/**
 * The content of submit's answers. The function, the tool that submits files and the OpenAPI document all
 * read it here. The rest of the contract is elsewhere: a post's fields in `post.ts`, the bounds of a request
 * in `limits.ts`, path and media types in `submit-endpoint.ts`.
 */
import { z } from 'zod';
import type { DeepReadonly } from './deep-readonly.ts';
import { FaultSchema, ProblemDocument } from './problem-document.ts';

/** The answer to a single post. */
export const SingleAnswer = z.object({ id: z.string().describe('The id of the post, given or derived.') });

/** A post of a batch that Pub/Sub has accepted. */
export const AcceptedPost = z.object({ index: z.int().nonnegative(), id: z.string() });
export type AcceptedPost = DeepReadonly<z.infer<typeof AcceptedPost>>;

/** A post of a batch that was not accepted. */
export const RejectedPost = z.object({
  index: z.int().nonnegative(),
  errors: z.array(FaultSchema),
  retry: z.literal(true).optional().describe('Present if the post is valid and can be sent again.'),
});
export type RejectedPost = DeepReadonly<z.infer<typeof RejectedPost>>;

/**
 * The answer to a batch: each of its posts is in one of the lists, by its index in the array or its line,
 * from 0.
 */
export const BatchAnswer = z
  .object({ accepted: z.array(AcceptedPost), rejected: z.array(RejectedPost) })
  .describe('Which posts of the batch were accepted, by index.');
export type BatchAnswer = DeepReadonly<z.infer<typeof BatchAnswer>>;

/** A refusal: for a batch of which no post was accepted, with the lists of the batch. */
export const SubmitProblem = z.object({ ...ProblemDocument.shape, ...BatchAnswer.partial().shape });
