/**
 * The part of the OpenAPI document about submit, made from the contract that submit and its clients share.
 */
import { z } from 'zod';
import { MAX_BATCH_POSTS, MAX_BODY_BYTES } from '../common/domain/limits.ts';
import { SubmittedPost } from '../common/domain/post.ts';
import { grouped, megabytes } from '../common/domain/quantities.ts';
import { BatchAnswer, SingleAnswer, SubmitProblem } from '../common/domain/submit-contract.ts';
import { bodyTypes, SUBMIT_PATH } from '../common/domain/submit-endpoint.ts';

/**
 * A date says so by its format; the pattern that zod adds has 300 characters, which nobody reads and some
 * generators of clients refuse.
 */
export function formatAlone({
  jsonSchema: schema,
}: {
  readonly jsonSchema: { format?: string; pattern?: string };
}): void {
  if (schema.format?.startsWith('date')) delete schema.pattern;
}

/** A value of JSON, as the document is built of. */
export type Json = Readonly<Record<string, unknown>>;

/** The schemas of requests, by their names in the document. */
export function submitSchemas(): Json {
  return {
    Post: {
      description:
        'An article to submit; `content` and `publication` are required. Over HTTP, a post with an invalid field, or with another field, is rejected. `npm run ' +
        'submit` leaves an invalid `publishedAt`, `url`, `title`, `author` or `language` of a file out, and other fields too; the article counts.',
      ...jsonSchema(SubmittedPost, 'input'),
    },
  };
}

/**
 * The paths of submit.
 * @param submitUrl where the submit function is
 */
export function submitPaths(submitUrl: string): Json {
  const post = { $ref: '#/components/schemas/Post' };
  const retryAfter = { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } };
  return {
    [SUBMIT_PATH]: {
      servers: [{ url: submitUrl, description: 'The function submit.' }],
      post: {
        operationId: 'submitPosts',
        summary: `Submit a post, or up to ${grouped(MAX_BATCH_POSTS)} of them`,
        description:
          'The answer comes after Pub/Sub has accepted the posts. A post that is sent twice counts once. A batch is a JSON array or ' +
          `JSON lines, up to ${megabytes(MAX_BODY_BYTES)}; each post is checked by itself. A second article with the same publication and id is rejected within a batch. The body may be compressed with gzip.`,
        tags: ['submit'],
        security: [{}, { apiKey: [] }],
        requestBody: {
          required: true,
          content: {
            [bodyTypes.json]: {
              schema: {
                oneOf: [post, { type: 'array', items: post, minItems: 1, maxItems: MAX_BATCH_POSTS }],
              },
              example: {
                publication: 'Example Times',
                content: 'Ada Lovelace wrote to Charles Babbage in London.',
              },
            },
            [bodyTypes.ndjson]: { schema: { type: 'string', description: 'One post a line.' } },
          },
        },
        responses: {
          202: json('Accepted.', { oneOf: [jsonSchema(SingleAnswer), jsonSchema(BatchAnswer)] }),
          207: {
            ...json('Some posts of the batch were accepted.', jsonSchema(BatchAnswer)),
            headers: retryAfter,
          },
          400: problem('The body is not JSON, or does not match its headers.'),
          401: problem('The API key is missing or not valid.'),
          405: {
            ...problem('Only POST is supported.'),
            headers: { Allow: { schema: { type: 'string' } } },
          },
          408: problem('The body did not arrive in time, or too slowly.'),
          413: problem('The body is too large, inflated or not, or has too many posts or lines.'),
          415: problem('The media type, charset or encoding is not accepted.'),
          417: problem('The header Expect asks for something other than 100-continue.'),
          422: problem('No post is valid; `errors`, or `rejected` for a batch, say why.'),
          429: {
            ...problem('The key is over its rate limit, or has used up its daily quota.'),
            headers: retryAfter,
          },
          500: problem('An internal error of the function; it is safe to send the request again.'),
          503: {
            ...problem(
              'Pub/Sub does not accept posts at the moment, or too many are being submitted. Send the request again later.',
            ),
            headers: retryAfter,
          },
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
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    override: formatAlone,
  });
  return rest;
}
