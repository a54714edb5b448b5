/** What clients are told, in one place. */
import { MAX_BATCH_POSTS, MAX_BODY_BYTES, MAX_DEPTH } from '../common/domain/limits.ts';

const number = (value: number): string => value.toLocaleString('en');

export const messages = {
  notFound: (path: string) =>
    `There is nothing at ${JSON.stringify(path.slice(0, 100))}. Posts are submitted with POST /posts.`,
  methodNotAllowed: (method: string) => `${method} is not possible here; submit posts with POST.`,
  keyMissing: 'This endpoint wants an API key in the header X-Api-Key.',
  keyUnknown: 'The API key in the header X-Api-Key is not one of those accepted here.',
  mediaTypeMissing: 'The header Content-Type is missing. Send application/json or application/x-ndjson.',
  mediaType: (type: string) =>
    `Content-Type ${JSON.stringify(type.slice(0, 100))} is not accepted. Send application/json or application/x-ndjson.`,
  charset: (charset: string) =>
    `The charset ${JSON.stringify(charset.slice(0, 100))} is not accepted. JSON is sent as UTF-8 (RFC 8259).`,
  contentEncoding: (encoding: string) =>
    `Content-Encoding ${JSON.stringify(encoding.slice(0, 100))} is not accepted. Send the body as it is, or with gzip.`,
  expectation: (expectation: string) =>
    `The expectation ${JSON.stringify(expectation.slice(0, 100))} cannot be met; only 100-continue can.`,
  bodyTooLarge: `The body has more than ${number(MAX_BODY_BYTES)} bytes. Split it into several requests.`,
  inflatedTooLarge: `The body has more than ${number(MAX_BODY_BYTES)} bytes once inflated. Split it into several requests.`,
  tooManyPosts: `The body holds more than ${number(MAX_BATCH_POSTS)} posts. Split it into several requests.`,
  tooSlow: (ms: number) =>
    `The body did not arrive within ${number(ms / 1_000)} seconds. Send less in one request, or faster.`,
  badGzip: (reason: string) => `The body is not valid gzip: ${reason}.`,
  empty: 'The body is empty. Send a post, for example {"publication": "Example Times", "content": "…"}.',
  noPosts: 'The body holds no post.',
  notUtf8: 'The body is not valid UTF-8.',
  notJson: (reason: string) => `The body is not valid JSON: ${reason}.`,
  tooDeep: `Values stand inside one another more than ${MAX_DEPTH} deep; a post is one flat object.`,
  tooComplex: 'The body holds more values than its posts can have fields; a post is one flat object.',
  invalidPost: (count: number) =>
    `The post is not valid: ${count} ${count === 1 ? 'fault' : 'faults'}, listed in "errors".`,
  noneAccepted: 'None of the posts is valid; "rejected" says why.',
  notAccepted: 'Pub/Sub does not accept posts at the moment. Send the request again later; that is harmless.',
  someNotAccepted:
    'None of the posts was accepted, and for some the reason is Pub/Sub. Send those again later; that is harmless.',
  overloaded: 'More posts are being submitted than can be held at the moment. Send the request again later.',
  fault: 'Something went wrong here. The fault is recorded; sending the request again is harmless.',
} as const;
