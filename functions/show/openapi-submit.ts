/** The part of the OpenAPI document about submit: the schema of a post is the one that submit checks with. */
import { z } from 'zod';
import { SubmittedPost } from '../common/domain/post.ts';

type Json = Readonly<Record<string, unknown>>;

const fault = z.object({ path: z.string(), message: z.string() });
const Accepted = z.object({ id: z.string().describe('The id of the post, given or derived.') });
const batchMembers = {
  accepted: z.array(z.object({ index: z.int().nonnegative(), id: z.string() })),
  rejected: z.array(
    z.object({
      index: z.int().nonnegative(),
      errors: z.array(fault),
      retry: z.literal(true).optional().describe('The post is valid and may be sent again.'),
    }),
  ),
} as const;
const BatchResult = z.object(batchMembers).describe('Which posts of the batch were accepted, by index.');
const SubmitProblem = z.object({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  errors: z.array(fault),
  accepted: batchMembers.accepted.optional(),
  rejected: batchMembers.rejected.optional(),
});

/**
 * The paths of submit.
 * @param submitUrl where the submit function is
 */
export function submitPaths(submitUrl: string): Json {
  const post = jsonSchema(SubmittedPost, 'input');
  const retryAfter = { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } };
  return {
    '/posts': {
      servers: [{ url: submitUrl, description: 'The function submit.' }],
      post: {
        operationId: 'submitPosts',
        summary: 'Submit a post, or up to 1,000 of them',
        description:
          'The answer comes after Pub/Sub has accepted the posts. A post that is sent again is counted once. A batch is a JSON array or ' +
          'JSON lines, up to 10 MB; each post is checked by itself. The body may be compressed with gzip.',
        tags: ['submit'],
        security: [{}, { apiKey: [] }],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { oneOf: [post, { type: 'array', items: post, minItems: 1, maxItems: 1_000 }] },
              example: {
                publication: 'Example Times',
                content: 'Ada Lovelace wrote to Charles Babbage in London.',
              },
            },
            'application/x-ndjson': { schema: { type: 'string', description: 'One post a line.' } },
          },
        },
        responses: {
          202: json('Accepted.', { oneOf: [jsonSchema(Accepted), jsonSchema(BatchResult)] }),
          207: {
            ...json('Some posts of the batch were accepted.', jsonSchema(BatchResult)),
            headers: retryAfter,
          },
          400: problem('The body is not JSON, or not what its headers say.'),
          401: problem('An API key is wanted.'),
          405: {
            ...problem('Only POST is possible.'),
            headers: { Allow: { schema: { type: 'string' } } },
          },
          408: problem('The body did not arrive in time.'),
          413: problem('The body is too large, inflated or not.'),
          415: problem('The media type, charset or encoding is not accepted.'),
          417: problem('The expectation cannot be met.'),
          422: problem('No post is valid; `errors`, or `rejected` for a batch, say why.'),
          500: problem('A fault of the function.'),
          503: { ...problem('Pub/Sub does not accept posts at the moment.'), headers: retryAfter },
        },
      },
    },
  };
}

function json(description: string, schema: Json): Json {
  return { description, content: { 'application/json': { schema } } };
}

function problem(description: string): Json {
  return { description, content: { 'application/problem+json': { schema: jsonSchema(SubmitProblem) } } };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output' = 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io });
  return rest;
}
