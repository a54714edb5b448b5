/** All messages to clients, in one place. */
import { MAX_BATCH_POSTS, MAX_BODY_BYTES, MAX_DEPTH, MAX_LINES } from '../common/domain/limits.ts';
import { counted, grouped } from '../common/domain/quantities.ts';
import { API_KEY_HEADER, bodyTypes, SUBMIT_PATH } from '../common/domain/submit-endpoint.ts';
import { ProblemError } from '../common/http/problem.ts';

const bodies = `Send ${bodyTypes.json} or ${bodyTypes.ndjson}.`;

export const messages = {
  notFound: (path: string) =>
    `There is nothing at ${JSON.stringify(path.slice(0, 100))}. Posts are submitted with POST ${SUBMIT_PATH}.`,
  methodNotAllowed: (method: string) => `${method} is not supported here. Submit posts with POST.`,
  keyMissing: `An API key is required in the header ${API_KEY_HEADER}.`,
  keyUnknown: `The API key in the header ${API_KEY_HEADER} is not valid. Ask the operators of this deployment for one.`,
  tooFast: (sender: string, seconds: number) =>
    `The key ${sender} is over its rate limit, and nothing was accepted. Send the request again after ${counted(seconds, 'second')}.`,
  quotaUsed: (sender: string) =>
    `The key ${sender} has used up its daily quota of posts, and nothing was accepted. Send the request again tomorrow (UTC).`,
  mediaTypeMissing: `The header Content-Type is missing. ${bodies}`,
  mediaType: (type: string) =>
    `Content-Type ${JSON.stringify(type.slice(0, 100))} is not accepted. ${bodies}`,
  charset: (charset: string) =>
    `The charset ${JSON.stringify(charset.slice(0, 100))} is not accepted. JSON is sent as UTF-8 (RFC 8259).`,
  contentEncoding: (encoding: string) =>
    `Content-Encoding ${JSON.stringify(encoding.slice(0, 100))} is not accepted. Send the body uncompressed, or with gzip.`,
  expectation: (expectation: string) =>
    `The header Expect: ${JSON.stringify(expectation.slice(0, 100))} is not supported; only 100-continue is.`,
  bodyTooLarge: `The body has more than ${grouped(MAX_BODY_BYTES)} bytes. Split it into several requests.`,
  inflatedTooLarge: `The body has more than ${grouped(MAX_BODY_BYTES)} bytes once inflated. Split it into several requests.`,
  tooManyPosts: `The body holds more than ${grouped(MAX_BATCH_POSTS)} posts. Split it into several requests.`,
  tooManyLines: `The body has more than ${grouped(MAX_LINES)} lines, blank ones included. Leave out blank lines, or split it into several requests.`,
  tooSlow: (ms: number) =>
    `The body did not arrive within ${counted(ms / 1_000, 'second')}. Send less in one request, or faster.`,
  tooSlowly: 'The body arrived too slowly, or not to its end. Send less in one request, or faster.',
  badGzip: (reason: string) => `The body is not valid gzip: ${reason}.`,
  empty: 'The body is empty. Send a post, for example {"publication": "Example Times", "content": "…"}.',
  noPosts: 'The body holds no post. Send at least one.',
  notUtf8: 'The body is not valid UTF-8. Send JSON in UTF-8.',
  notJson: (reason: string) => `The body is not valid JSON: ${reason}.`,
  tooDeep: `The body is nested more than ${MAX_DEPTH} levels deep. A post is one flat object.`,
  tooComplex: 'The body has more values than its posts can have fields. A post is one flat object.',
  invalidPost: (count: number) => `The post is not valid: ${counted(count, 'fault')}, listed in "errors".`,
  noneAccepted: 'None of the posts is valid; "rejected" says why.',
  notAccepted:
    'Pub/Sub does not accept posts at the moment, and nothing was accepted. Send the request again later; no post counts twice.',
  someNotAccepted:
    'None of the posts was accepted, some of them because Pub/Sub did not answer. Send those again later; no post counts twice.',
  overloaded:
    'Too many posts are being submitted at the moment, and nothing was accepted. Send the request again later.',
} as const;

/** After how many seconds a client may retry when too many bytes are in flight. */
const RETRY_AFTER_SECONDS = 2;

/** The refusal of a request for which there is no room at the moment. */
export function tooMuchHeld(): ProblemError {
  return new ProblemError(503, messages.overloaded, {
    headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
  });
}
