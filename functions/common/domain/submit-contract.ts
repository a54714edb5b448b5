/**
 * What a client and the submit function agree on: where posts go, in which forms, and what the answers hold. The function, the tool that
 * submits files and the OpenAPI document all read it here. A post's own fields are in `post.ts`, the bounds of a request in `limits.ts`.
 */
import { z } from 'zod';
import { FaultSchema, ProblemDocument } from './problem-document.ts';

/** The path that posts are sent to. */
export const SUBMIT_PATH = '/posts';

/** The header that holds an API key, where the function asks for one. */
export const API_KEY_HEADER = 'X-Api-Key';

/** The media types of a body: one post or an array of posts, and one post a line. */
export const bodyTypes = { json: 'application/json', ndjson: 'application/x-ndjson' } as const;
export type BodyFormat = keyof typeof bodyTypes;

/** The answer to a single post. */
export const SingleAnswer = z.object({ id: z.string().describe('The id of the post, given or derived.') });

/** A post of a batch that Pub/Sub has accepted. */
export const AcceptedPost = z.object({ index: z.int().nonnegative(), id: z.string() });
export type AcceptedPost = Readonly<z.infer<typeof AcceptedPost>>;

/** A post of a batch that was not accepted. */
export const RejectedPost = z.object({
  index: z.int().nonnegative(),
  errors: z.array(FaultSchema).readonly(),
  retry: z.literal(true).optional().describe('The post is valid and may be sent again.'),
});
export type RejectedPost = Readonly<z.infer<typeof RejectedPost>>;

/** The answer to a batch: each of its posts is in one of the lists, by its index in the array or its line, from 0. */
export const BatchAnswer = z
  .object({ accepted: z.array(AcceptedPost).readonly(), rejected: z.array(RejectedPost).readonly() })
  .describe('Which posts of the batch were accepted, by index.');
export type BatchAnswer = Readonly<z.infer<typeof BatchAnswer>>;

/** A refusal: for a batch of which no post was accepted, with the lists of the batch. */
export const SubmitProblem = z.object({ ...ProblemDocument.shape, ...BatchAnswer.partial().shape });
