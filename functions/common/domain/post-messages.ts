/**
 * The faults of one post that no schema states. The submit function and the tool that submits files use these
 * messages.
 */
import { MAX_DEPTH, MAX_POST_JSON_BYTES } from './limits.ts';
import { grouped } from './quantities.ts';

/** Messages to clients about one post of a batch, or one field. */
export const postMessages = {
  notUtf8: 'is not valid UTF-8',
  notJson: (reason: string) => `is not valid JSON: ${reason}`,
  tooLong: `has more than ${grouped(MAX_POST_JSON_BYTES)} bytes, the most that a post may have`,
  tooDeep: `is nested more than ${MAX_DEPTH} levels deep; a post is one flat object`,
  tooComplex: 'has more values than a post has fields; a post is one flat object',
  repeated: 'is given more than once',
  repeatedId: (index: number) =>
    `is also the id of another article of this batch, at index ${index}; an id is unique within its publication`,
  foreignId:
    'has the form of an id that is derived here from publication and content (43 characters of base64url), but is not that of this post; ' +
    'leave it out, or put a prefix before it, for example sha256:',
  notAccepted: 'was not accepted by Pub/Sub in time; send it again',
} as const;
