/** Hostile bodies in well-formed requests. */
import { gzipSync } from 'node:zlib';
import { derivedPostId } from '../../../functions/common/domain/keys.ts';
import { chunked, type HostileCase, post, rawRequest } from './hostile-case.ts';

const ndjson = 'Content-Type: application/x-ndjson';
const gzip = 'Content-Encoding: gzip';
const valid = '{"publication":"Example Times","content":"Ada Lovelace wrote it."}';
const withContent = (literal: string): string => `{"publication":"Example Times","content":${literal}}`;
const withPublication = (literal: string): string => `{"publication":${literal},"content":"Some text."}`;
const withId = (literal: string): string => `{"publication":"P","content":"Some text.","id":${literal}}`;
const bytes = (...values: number[]): Buffer =>
  Buffer.concat([Buffer.from('{"publication":"P","content":"'), Buffer.from(values), Buffer.from('"}')]);
const unknownFields = (count: number): string =>
  `{${Array.from({ length: count }, (_, n) => `"f${n}":1`).join(',')}}`;
const compressed = gzipSync(valid);
const corrupted = Buffer.from(compressed);
corrupted.writeUInt32LE(1, corrupted.length - 8);
const emptyMember = gzipSync('');
const blanks = gzipSync(Buffer.alloc(9_999_999, ' '));

const syntax: readonly (readonly [string, string | Buffer])[] = [
  ['truncated JSON', valid.slice(0, -2)],
  ['JSON that ends within a string', valid.slice(0, 30)],
  ['JSON that ends within an escape', '{"content":"\\u12'],
  ['nothing at all', ''],
  ['white space only', ' \r\n\t'],
  ['a trailing comma', '{"publication":"P","content":"c",}'],
  ['a comment', `/* hello */${valid}`],
  ['single quotes', "{'publication':'P'}"],
  ['NaN', withContent('NaN')],
  ['two documents', valid + valid],
  ['JSON lines sent as JSON', `${valid}\n${valid}\n`],
  ['a raw NUL byte', bytes(0)],
  ['a raw line break in a string', bytes(0x0a)],
  ['a byte that is not UTF-8', bytes(0xff)],
  ['overlong UTF-8', bytes(0xc0, 0xaf)],
  ['a surrogate written in UTF-8', bytes(0xed, 0xa0, 0x80)],
  ['UTF-8 that ends within a character', bytes(0xe2, 0x82)],
  ['UTF-16', Buffer.from(valid, 'utf16le')],
];

const invalid: readonly (readonly [string, string, RegExp])[] = [
  ['null', 'null', /must be an object/],
  ['a string', '"post"', /must be an object/],
  ['a number beyond all bounds', '1e999', /must be an object/],
  ['a number of 100,000 digits as content', withContent('9'.repeat(100_000)), /"content".*must be a string/],
  ['a number as id', withId('1e400'), /"id".*must be a string/],
  ['an array as content', withContent('["a"]'), /"content".*must be a string/],
  ['nothing but an object', '{}', /is required/],
  ['an unknown field', '{"publication":"P","content":"c","section":"A"}', /"section".*not a field/],
  ['a field given twice', '{"publication":"P","content":"a","content":"b"}', /given more than once/],
  [
    'a repeated field, once in escapes',
    '{"publication":"P","content":"a","con\\u0074ent":"b"}',
    /more than once/,
  ],
  ['__proto__', '{"publication":"P","content":"c","__proto__":{"id":"x"}}', /"__proto__".*not a field/],
  [
    'constructor',
    '{"publication":"P","content":"c","constructor":{"prototype":{}}}',
    /"constructor".*not a field/,
  ],
  [
    'a sender chosen by the client',
    '{"publication":"P","content":"c","sender":"desk"}',
    /"sender".*not a field/,
  ],
  [
    'a time of acceptance chosen by the client',
    '{"publication":"P","content":"c","acceptedAt":"x"}',
    /"acceptedAt".*not a field/,
  ],
  [
    'an id in the form of a derived one',
    withId(`"${derivedPostId('P', 'Another text.')}"`),
    /"id".*is not that of this post/,
  ],
  [
    'an escape sequence in a publication',
    withPublication('"A\\u001b[31m"'),
    /"publication".*control characters/,
  ],
  [
    'an invisible publication',
    withPublication('"\\u200b\\u202e\\u00ad"'),
    /"publication".*visible character/,
  ],
  ['an empty publication', withPublication('""'), /must not be empty/],
  ['a publication of white space', withPublication('" \\u00a0\\u2003"'), /visible character/],
  ['a publication of 201 characters', withPublication(`"${'p'.repeat(201)}"`), /at most 200/],
  ['content of white space', withContent('" \\n\\ufeff\\u3000"'), /must not be blank/],
  ['content of one byte too many', withContent(`"${'c'.repeat(1_000_001)}"`), /at most 1,000,000 bytes/],
  [
    'content with too many bytes, not characters',
    withContent(`"${'€'.repeat(333_334)}"`),
    /at most 1,000,000/,
  ],
  ['10 MB of content', withContent(`"${'c'.repeat(9_900_000)}"`), /at most 1,000,000 bytes/],
  ['an empty id', withId('""'), /must not be empty/],
  ['an id of 129 characters', withId(`"${'i'.repeat(129)}"`), /at most 128/],
  ['an id that is a path', withId('"../../posts"'), /may have only/],
  ['an id with a header in it', withId('"a\\r\\nSet-Cookie: b=c"'), /may have only/],
  [
    'a 30th of February',
    '{"publication":"P","content":"c","publishedAt":"2026-02-30T00:00:00Z"}',
    /RFC 3339/,
  ],
  [
    'a date without a zone',
    '{"publication":"P","content":"c","publishedAt":"2026-02-03T00:00:00"}',
    /RFC 3339/,
  ],
  [
    'a URL that is a script',
    '{"publication":"P","content":"c","url":"javascript:alert(1)"}',
    /must be an http or https address/,
  ],
  [
    'a URL with a password',
    '{"publication":"P","content":"c","url":"https://a:b@example.org/"}',
    /without spaces, user name or password/,
  ],
  [
    'a title of 501 characters',
    `{"publication":"P","content":"c","title":"${'t'.repeat(501)}"}`,
    /at most 500/,
  ],
  ['a time-stamp as a number', '{"publication":"P","content":"c","publishedAt":1700000000}', /publishedAt/],
  ['a post nested 3,000,000 deep', `${'['.repeat(3_000_000)}${']'.repeat(3_000_000)}`, /one flat object/],
  ['objects nested 1,000,000 deep', `${'{"a":'.repeat(1_000_000)}1`, /one flat object/],
  ['nesting within a field', withContent(`${'['.repeat(20)}${']'.repeat(20)}`), /one flat object/],
  ['a million fields', `{${'"a":1,'.repeat(1_000_000)}"b":1}`, /one flat object/],
  ['a field name of a million characters', `{"${'n'.repeat(1_000_000)}":1}`, /"n{100}…"/],
  ['an empty array', '[]', /holds no post/],
  ['arrays in an array', '[[],[[]]]', /must be an object/],
];

const unusual: readonly (readonly [string, string | Buffer, ...string[]])[] = [
  ['a byte order mark', `\ufeff${valid}`],
  ['characters written as surrogate pairs', withContent('"\\ud83d\\ude00"')],
  ['a lone surrogate in the content', withContent('"cut \\ud83d"')],
  ['a lone surrogate in the publication', withPublication('"\\ude00 Times"')],
  ['surrogates in the wrong order', withContent('"\\ude00\\ud83d"')],
  ['an escaped NUL', withContent('"a\\u0000b"')],
  ['right-to-left and zero-width marks', withPublication('"\\u202eTimes\\u200b\\u2066"')],
  ['line separators', withContent('"a\u2028b\u2029c"')],
  ['a header in the publication', withPublication('"Times\\r\\nX-Evil: 1"')],
  ['an id that is a reserved document id', withId('"__x__"')],
  ['an id of dots', withId('".."')],
  ['content of exactly 1,000,000 bytes', withContent(`"${'c'.repeat(1_000_000)}"`)],
  ['content escaped to six times its size', withContent(`"x${'\\u0001'.repeat(999_999)}"`)],
  ['a publication of 200 characters of 3 bytes', withPublication(`"${'€'.repeat(200)}"`)],
  ['a charset in quotes and capitals', valid, 'Content-Type: application/json; charset="UTF-8"'],
  ['a media type in capitals', valid, 'Content-Type: Application/JSON'],
  ['gzip', compressed, gzip],
  ['gzip by its old name', compressed, 'Content-Encoding: X-GZIP'],
  ['gzip in two members', Buffer.concat([gzipSync('{"publication":"P",'), gzipSync('"content":"c"}')]), gzip],
  ['identity', valid, 'Content-Encoding: identity'],
];

/** Each case has its documented response. */
export const hostileBodies: readonly HostileCase[] = [
  ...syntax.map(([name, body]) => ({ name, parts: [post(body)], status: 400 })),
  ...invalid.map(([name, body, says]) => ({ name, parts: [post(body)], status: 422, says })),
  ...unusual.map(([name, body, ...headers]) => ({
    name: `${name} (harmless)`,
    parts: [post(body, ...headers)],
    status: 202,
  })),
  {
    name: '1,001 posts',
    parts: [post(`[${Array(1_001).fill(valid)}]`)],
    status: 413,
    says: /more than 1,000/,
  },
  {
    name: '1,001 lines',
    parts: [post(`${valid}\n`.repeat(1_001), ndjson)],
    status: 413,
    says: /more than 1,000/,
  },
  { name: '3,000,000 empty objects', parts: [post(`[${'{},'.repeat(3_000_000)}{}]`)], status: 413 },
  {
    name: '10 MB of one line',
    parts: [post('x'.repeat(9_900_000), ndjson)],
    status: 422,
    says: /the most that a post may have/,
  },
  { name: 'blank lines only', parts: [post('\n\r\n  \n', ndjson)], status: 422, says: /holds no post/ },
  {
    name: 'bad lines among good ones',
    parts: [post(`${valid}\r\n{"a\n\n\xff\n{"content":1}\n${valid}`, ndjson)],
    status: 207,
    says: /"accepted":\[\{"index":0,.*\{"index":5,.*"rejected":\[\{"index":1,.*"index":3,.*"index":4,/,
  },
  { name: 'more than 10 MB', parts: [post('x'.repeat(10_000_001))], status: 413 },
  { name: 'more than 10 MB in chunks', parts: [chunked('x'.repeat(10_000_001))], status: 413 },
  {
    name: 'a gzip bomb',
    parts: [post(gzipSync(Buffer.alloc(200_000_000)), gzip)],
    status: 413,
    says: /inflated/,
  },
  {
    name: '10 MB of empty gzip members',
    parts: [post(Buffer.concat(Array(500_000).fill(emptyMember)).subarray(0, 9_999_980), gzip)],
    status: 400,
    says: /empty/,
  },
  {
    name: '20 lines of 900 unknown fields between good ones',
    parts: [post(`${valid}\n${`${unknownFields(900)}\n`.repeat(20)}${valid}`, ndjson)],
    status: 207,
    says: /has more values than a post has fields/,
  },
  {
    name: '10 MB of line feeds in 10 kB of gzip',
    parts: [post(gzipSync(Buffer.alloc(9_999_999, '\n')), gzip, ndjson)],
    status: 413,
    says: /more than 10,000 lines/,
  },
  {
    name: 'gzip that inflates to 10 MB, its last byte withheld',
    parts: [
      rawRequest({
        headers: [ndjson, gzip, `Content-Length: ${blanks.length}`],
        body: blanks.subarray(0, -1),
      }),
    ],
    status: 408,
  },
  {
    name: '10 MB of spaces in 10 kB of gzip',
    parts: [post(blanks, gzip)],
    status: 400,
    says: /not valid JSON/,
  },
  {
    name: '100,000 combining marks on one letter (harmless)',
    parts: [post(withContent(`"a${'\u0300\u0316'.repeat(50_000)}"`))],
    status: 202,
  },
  {
    name: 'two articles with one id in a batch',
    parts: [
      post(
        '[{"id":"a","publication":"P","content":"1"},{"id":"a","publication":"p","content":"2"},{"id":"b","publication":"p","content":"3"}]',
      ),
    ],
    status: 207,
    says: /"index":1,.*at index 0/,
  },
  {
    name: 'a post of 20,000 unknown fields',
    parts: [post(unknownFields(20_000))],
    status: 422,
    says: /20 faults/,
  },
  {
    name: 'endless empty gzip members',
    parts: [chunked(Buffer.concat(Array(600_000).fill(emptyMember)), gzip)],
    status: 413,
  },
  { name: 'gzip that is none', parts: [post(valid, gzip)], status: 400, says: /not valid gzip/ },
  {
    name: 'truncated gzip',
    parts: [post(compressed.subarray(0, -9), gzip)],
    status: 400,
    says: /not valid gzip/,
  },
  { name: 'gzip with a wrong checksum', parts: [post(corrupted, gzip)], status: 400, says: /not valid gzip/ },
  {
    name: 'gzip within gzip',
    parts: [post(gzipSync(compressed), gzip)],
    status: 400,
    says: /not valid UTF-8/,
  },
];
