/** All messages to clients, in one place. */
import { MAX_BATCH_POSTS, MAX_BODY_BYTES, MAX_DEPTH, MAX_LINES } from '../common/domain/limits.ts';
import { counted, grouped } from '../common/domain/quantities.ts';
import { API_KEY_HEADER, bodyTypes, SUBMIT_PATH } from '../common/domain/submit-endpoint.ts';
import { ProblemError } from '../common/http/problem.ts';

const bodies = `Send ${bodyTypes.json} or ${bodyTypes.ndjson}.`;

export const messages = {
  notFound: (path: string) =>
    `There is nothing at ${JSON.stringify(path.slice(0, 100))}. Posts are submitted with POST ${SUBMIT_PATH}.`,
  methodNotAllowed: (method: string) => `${method} is not possible here; submit posts with POST.`,
  keyMissing: `An API key is required in the header ${API_KEY_HEADER}.`,
  keyUnknown: `The API key in the header ${API_KEY_HEADER} is not one of those accepted here.`,
  tooFast: (sender: string, seconds: number) =>
    `The key ${sender} sends faster than it may. Send the request again after ${counted(seconds, 'second')}.`,
  quotaUsed: (sender: string) =>
    `The key ${sender} has submitted as many posts as it may on one day, in UTC. Send the request again tomorrow.`,
  mediaTypeMissing: `The header Content-Type is missing. ${bodies}`,
  mediaType: (type: string) =>
    `Content-Type ${JSON.stringify(type.slice(0, 100))} is not accepted. ${bodies}`,
  charset: (charset: string) =>
    `The charset ${JSON.stringify(charset.slice(0, 100))} is not accepted. JSON is sent as UTF-8 (RFC 8259).`,
  contentEncoding: (encoding: string) =>
    `Content-Encoding ${JSON.stringify(encoding.slice(0, 100))} is not accepted. Send the body as it is, or with gzip.`,
  expectation: (expectation: string) =>
    `The expectation ${JSON.stringify(expectation.slice(0, 100))} cannot be met; only 100-continue can.`,
  bodyTooLarge: `The body has more than ${grouped(MAX_BODY_BYTES)} bytes. Split it into several requests.`,
  inflatedTooLarge: `The body has more than ${grouped(MAX_BODY_BYTES)} bytes once inflated. Split it into several requests.`,
  tooManyPosts: `The body holds more than ${grouped(MAX_BATCH_POSTS)} posts. Split it into several requests.`,
  tooManyLines: `The body has more than ${grouped(MAX_LINES)} lines, blank ones included. Leave out blank lines, or split it into several requests.`,
  tooSlow: (ms: number) =>
    `The body did not arrive within ${counted(ms / 1_000, 'second')}. Send less in one request, or faster.`,
  tooSlowly: 'The body came too slowly, or not to its end. Send less in one request, or faster.',
  badGzip: (reason: string) => `The body is not valid gzip: ${reason}.`,
  empty: 'The body is empty. Send a post, for example {"publication": "Example Times", "content": "…"}.',
  noPosts: 'The body holds no post.',
  notUtf8: 'The body is not valid UTF-8.',
  notJson: (reason: string) => `The body is not valid JSON: ${reason}.`,
  tooDeep: `Values stand inside one another more than ${MAX_DEPTH} deep; a post is one flat object.`,
  tooComplex: 'The body holds more values than its posts can have fields; a post is one flat object.',
  invalidPost: (count: number) => `The post is not valid: ${counted(count, 'fault')}, listed in "errors".`,
  noneAccepted: 'None of the posts is valid; "rejected" says why.',
  notAccepted: 'Pub/Sub does not accept posts at the moment. Send the request again later; that is harmless.',
  someNotAccepted:
    'None of the posts was accepted, and for some the reason is Pub/Sub. Send those again later; that is harmless.',
  overloaded: 'More posts are being submitted than can be held at the moment. Send the request again later.',
} as const;

/** After how many seconds a client may retry when too many bytes are in flight. */
const RETRY_AFTER_SECONDS = 2;

/** The refusal of a request for which there is no room at the moment. */
export function tooMuchHeld(): ProblemError {
  return new ProblemError(503, messages.overloaded, {
    headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
  });
}
