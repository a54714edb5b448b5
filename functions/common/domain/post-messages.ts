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
  tooLong: `has more than ${grouped(MAX_POST_JSON_BYTES)} bytes; no post is that long`,
  tooDeep: `has values inside one another more than ${MAX_DEPTH} deep; a post is one flat object`,
  tooComplex: 'holds more values than a post has fields; a post is one flat object',
  repeated: 'is given more than once',
  repeatedId: (index: number) =>
    `is given to another article of this batch, at index ${index}; within a publication each article has an id of its own`,
  foreignId:
    'has the form of the ids that are made here of publication and content (43 characters of base64url), and is not the one of this post; ' +
    'leave it out, or put something before it, for example sha256:',
  notAccepted: 'was not accepted by Pub/Sub in time; send it again',
} as const;
