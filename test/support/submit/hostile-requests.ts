/** Hostile heads, and bodies that contradict their head. */
import { chunked, type HostileCase, post, rawRequest } from './hostile-case.ts';

const valid = '{"publication":"Example Times","content":"Ada Lovelace wrote it."}';
const json = 'Content-Type: application/json';
const length = `Content-Length: ${valid.length}`;

const otherMethods = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND'];
const otherPaths = [
  '/',
  '/posts/',
  '//posts',
  '/POSTS',
  '/posts/../posts',
  '/p%6fsts',
  '/%zz',
  '/%',
  '/favicon.ico',
  '/robots.txt',
  '/posts%0d%0aX-Evil:%201',
  '*',
  `/${'a'.repeat(8_000)}`,
];
const otherTypes = [
  'text/plain',
  'text/html',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/xml',
  'application/cloudevents+json',
  'application/json; charset=iso-8859-1',
  'application/json; charset=utf-16',
  ';;;',
  'application',
  `application/${'j'.repeat(8_000)}`,
  'application/json, text/plain',
];

/** Each case has its documented response. */
export const hostileRequests: readonly HostileCase[] = [
  ...otherMethods.map((method) => ({
    name: `the method ${method}`,
    parts: [rawRequest({ line: `${method} /posts HTTP/1.1`, headers: ['Connection: close'] })],
    status: 405,
  })),
  ...otherPaths.map((path) => ({
    name: `the path ${path.slice(0, 30)}`,
    parts: [rawRequest({ line: `POST ${path} HTTP/1.1`, headers: [json, length], body: valid })],
    status: 404,
    says: /POST \/posts/,
  })),
  ...otherTypes.map((type) => ({
    name: `the content type ${type.slice(0, 50)}`,
    parts: [post(valid, `Content-Type: ${type}`)],
    status: 415,
  })),
  ...['br', 'deflate', 'gzip, gzip', 'zstd'].map((encoding) => ({
    name: `the content encoding ${encoding}`,
    parts: [post(valid, `Content-Encoding: ${encoding}`)],
    status: 415,
  })),
  { name: 'no content type', parts: [rawRequest({ headers: [length], body: valid })], status: 415 },
  { name: 'neither type nor body', parts: [rawRequest({})], status: 415 },
  { name: 'a type and no body', parts: [rawRequest({ headers: [json] })], status: 400, says: /empty/ },
  {
    name: 'a method in a header',
    parts: [rawRequest({ line: 'GET /posts HTTP/1.1', headers: ['X-HTTP-Method-Override: POST'] })],
    status: 405,
  },
  { name: 'an expectation nobody knows', parts: [post(valid, 'Expect: the-unexpected')], status: 417 },
  {
    name: 'a body that is too large, with 100-continue',
    parts: [rawRequest({ headers: [json, 'Content-Length: 99999999999', 'Expect: 100-continue'] })],
    status: 413,
  },
  {
    name: 'a body that is too large, announced and not sent',
    parts: [rawRequest({ headers: [json, 'Content-Length: 10000001'] })],
    status: 413,
  },
  {
    name: 'a length beyond all integers',
    parts: [rawRequest({ headers: [json, `Content-Length: ${'9'.repeat(40)}`] })],
    status: 400,
    byNode: true,
  },
  {
    name: 'a query (harmless)',
    parts: [
      rawRequest({
        line: 'POST /posts?a[b]=c&__proto__[x]=1 HTTP/1.1',
        headers: [json, length],
        body: valid,
      }),
    ],
    status: 202,
  },
  {
    name: 'a whole URL (harmless)',
    parts: [
      rawRequest({ line: 'POST http://example.org/posts HTTP/1.1', headers: [json, length], body: valid }),
    ],
    status: 202,
  },
  {
    name: 'a request to upgrade (harmless)',
    parts: [post(valid, 'Connection: Upgrade', 'Upgrade: websocket')],
    status: 202,
  },
  {
    name: 'OPTIONS with a body',
    parts: [rawRequest({ line: 'OPTIONS /posts HTTP/1.1', headers: [json, length], body: valid })],
    status: 204,
  },
  {
    name: 'OPTIONS with a body that is announced and not sent',
    parts: [rawRequest({ line: 'OPTIONS /posts HTTP/1.1', headers: [json, length] })],
    status: 204,
  },
  { name: 'chunks (harmless)', parts: [chunked(valid)], status: 202 },
  {
    name: 'a malformed trace context (harmless)',
    parts: [post(valid, 'traceparent: 00-zz', 'x-cloud-trace-context: ;;;')],
    status: 202,
  },
  {
    name: 'a body shorter than its length',
    parts: [rawRequest({ headers: [json, 'Content-Length: 1000'], body: valid })],
    status: 408,
    says: /did not arrive within/,
  },
  {
    name: 'a body longer than its length',
    parts: [rawRequest({ headers: [json, 'Content-Length: 10'], body: valid })],
    status: 400,
    byNode: true,
  },
  {
    name: 'a body that arrives byte by byte without end',
    parts: [
      rawRequest({ headers: [json, 'Content-Length: 1000'] }),
      ...Array.from({ length: 60 }, () => ['{', 50] as const).flat(),
    ],
    status: 408,
  },
  {
    name: 'chunks that never end',
    parts: [rawRequest({ headers: [json, 'Transfer-Encoding: chunked'], body: '1\r\n{\r\n' })],
    status: 408,
  },
  {
    name: 'an invalid chunk size',
    parts: [rawRequest({ headers: [json, 'Transfer-Encoding: chunked'], body: 'zz\r\n{}\r\n0\r\n\r\n' })],
    status: 400,
    byNode: true,
  },
  {
    name: 'a negative length',
    parts: [rawRequest({ headers: [json, 'Content-Length: -1'], body: valid })],
    status: 400,
    byNode: true,
  },
  {
    name: 'two lengths',
    parts: [rawRequest({ headers: [json, 'Content-Length: 5', 'Content-Length: 6'], body: valid })],
    status: 400,
    byNode: true,
  },
  {
    name: 'a length and chunks',
    parts: [rawRequest({ headers: [json, length, 'Transfer-Encoding: chunked'], body: valid })],
    status: 400,
    byNode: true,
  },
  {
    name: 'an unknown transfer encoding',
    parts: [rawRequest({ headers: [json, 'Transfer-Encoding: xchunked'], body: valid })],
    status: 400,
    byNode: true,
  },
  {
    name: 'a header line folded',
    parts: [rawRequest({ headers: [json, 'X-A: b', ' c: d', length], body: valid })],
    status: 400,
    byNode: true,
  },
  { name: 'a header with a NUL', parts: [post(valid, 'X-A: a\0b')], status: 400, byNode: true },
  { name: 'headers of 20 kB', parts: [post(valid, `X-A: ${'a'.repeat(20_000)}`)], status: 431, byNode: true },
  {
    name: 'no host',
    parts: [`POST /posts HTTP/1.1\r\n${json}\r\n${length}\r\n\r\n${valid}`],
    status: 400,
    byNode: true,
  },
  {
    name: 'an unknown method',
    parts: [rawRequest({ line: 'SUBMIT /posts HTTP/1.1' })],
    status: 400,
    byNode: true,
  },
  { name: 'HTTP/2', parts: ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'], status: 400, byNode: true },
  { name: 'TLS', parts: [Buffer.from('16030100a5010000a10303', 'hex')], status: 400, byNode: true },
  { name: 'noise', parts: ['\r\n\r\nhello\r\n\r\n'], status: 400, byNode: true },
  { name: 'a tunnel', parts: [rawRequest({ line: 'CONNECT example.org:443 HTTP/1.1' })], status: 'closed' },
];
