/** The faults of one post that no schema states: messages of the submit function and of the tool that sends to it. */
import { MAX_DEPTH, MAX_POST_JSON_BYTES } from './limits.ts';
import { grouped } from './quantities.ts';

/** What clients are told about one post of a batch, or one field. */
export const postMessages = {
  notUtf8: 'is not valid UTF-8',
  notJson: (reason: string) => `is not valid JSON: ${reason}`,
  tooLong: `has more than ${grouped(MAX_POST_JSON_BYTES)} bytes; no post is that long`,
  tooDeep: `has values inside one another more than ${MAX_DEPTH} deep; a post is one flat object`,
  tooComplex: 'holds more values than a post has fields; a post is one flat object',
  repeated: 'is given more than once',
  notAccepted: 'was not accepted by Pub/Sub in time; send it again',
} as const;
