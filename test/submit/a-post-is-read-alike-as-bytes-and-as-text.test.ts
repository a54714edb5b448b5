/**
 * Submit reads plain posts as bytes, and all others as texts. A line is read as bytes where that is possible.
 * The same post in an array is always read as text.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { derivedPostId } from '../../functions/common/domain/keys.ts';
import { type Candidate, parsePosts } from '../../functions/submit/parse-posts.ts';
import { readPlainPost } from '../../functions/submit/plain-post.ts';
import { messageTail } from '../../functions/submit/ready-post.ts';
import { generatePosts } from '../support/posts/generated-posts.ts';

const ADDED = '"acceptedAt":"2026-01-01T00:00:00.000Z"';

/** The message that submit makes of a candidate, or its faults. */
function outcomeOf(candidate: Candidate | undefined): unknown {
  if (candidate === undefined || 'errors' in candidate) return candidate;
  const { id, publication, openJson } = candidate.post;
  const { content, ...others } = JSON.parse(`${openJson}${messageTail(candidate.post, ADDED)}`);
  return { id, publication, content, others };
}

const asLine = (text: string): unknown => outcomeOf(parsePosts([Buffer.from(text)], 'ndjson').candidates[0]);
const asElement = (text: string): unknown =>
  outcomeOf(parsePosts([Buffer.from(`[${text}]`)], 'json').candidates[0]);

/** Characters that decide something: white space, marks, quotes, escapes, and others that do not. */
const character = fc.oneof(
  fc.constantFrom(
    ...' \n\r\t\u00a0\ufeff\u2028\u200b"\\/\b\u0000\u007f\u0085“”–€éÅ\u212b\u0301\u1100\u2126a.',
  ),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);
const text = fc.string({ unit: character, maxLength: 12 });
const field = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 1, arbitrary: fc.constantFrom(1, null, true, ['a'], { a: 'b' }) },
);
const post = fc.record(
  {
    content: fc.oneof({ weight: 9, arbitrary: text.map((some) => `The ${some} end`) }, field),
    publication: fc.oneof({ weight: 9, arbitrary: text.map((some) => `P${some}`) }, field),
    id: fc.oneof(fc.constantFrom('a-1', 'http://example.org'), field),
    publishedAt: fc.oneof(fc.constantFrom('2026-01-31T09:30:00Z', '2026-02-31T09:30:00Z'), field),
    url: fc.oneof(fc.constant('https://example.org/é'), field),
    title: field,
    language: fc.constantFrom('en', 'EN-', 'pt-BR'),
    other: field,
  },
  { requiredKeys: [] },
);
/** The same value in other bytes: white space, escapes that are not needed. */
const written = fc
  .tuple(post, fc.constantFrom(undefined, 1), fc.boolean(), fc.boolean())
  .map(([value, space, isEscaped, isSlashed]) => {
    const json = JSON.stringify(value, null, space).replaceAll('\n', ' ');
    const escaped = isEscaped ? json.replaceAll('é', '\\u00e9') : json;
    return isSlashed ? escaped.replaceAll('/', '\\/') : escaped;
  });

test('a post that is read as bytes has the same id and message as one that is read as text', () => {
  fc.assert(
    fc.property(written, (json) => {
      expect(asLine(json)).toEqual(asElement(json));
    }),
    { numRuns: 3_000 },
  );
});

test.each([
  '{"publication":"P","content":"c","__proto__":"x"}',
  '{"publication":"P","content":"c","\\u0069d":"a"}',
  '{"publication":"P","content":"c","id":"a","id":"b"}',
  '{"publication":"P","content":["c"]}',
  '["publication","content"]',
  '"content"',
  ' { "content" : "\\u0041\\ud800" , "publication" : "P" } ',
])('%s is read alike either way', (json) => {
  expect(asLine(json)).toEqual(asElement(json));
});

test('a text that is no post, or no JSON, has the same faults either way', () => {
  const broken = fc
    .tuple(written, fc.nat(), fc.constantFrom('', '"', '\\', '{', '}', ',', ':', '\t', '\u0001', ',"id":"b"'))
    .map(([json, at, put]) => `${json.slice(0, at % json.length)}${put}${json.slice((at % json.length) + 1)}`)
    .filter((json) => json.trim() !== '' && !/[\n\r]/.test(json));
  fc.assert(
    fc.property(broken, (json) => {
      let element: unknown;
      try {
        JSON.parse(json);
        element = asElement(json);
      } catch {
        expect(asLine(json)).toMatchObject({ errors: [{ path: '' }] });
        return;
      }
      expect(asLine(json)).toEqual(element);
    }),
    { numRuns: 3_000 },
  );
});

test('all posts as senders write them are read as bytes, and published as they came', () => {
  for (const one of generatePosts({ seed: 3, count: 200 })) {
    const json = Buffer.from(`${JSON.stringify(one)} \r`);
    const read = readPlainPost(json);
    expect(read?.id).toBe(one.id ?? derivedPostId(one.publication, one.content));
    expect(read?.openJson.toString()).toBe(JSON.stringify(one).slice(0, -1));
  }
});

test('a message is not longer than its post has to be: blanks and needless escapes are left out', () => {
  const lengthOf = (json: string): number => {
    const [candidate] = parsePosts([Buffer.from(json)], 'ndjson').candidates;
    return candidate !== undefined && 'post' in candidate ? candidate.post.openJson.length : 0;
  };
  expect(lengthOf(`{"publication":"P",${' '.repeat(20_000)}"content":"c"}`)).toBeLessThan(200);
  expect(lengthOf(`{"publication":"P","content":"${'\\u00e9'.repeat(5_000)}"}`)).toBeLessThan(11_000);
});

test('lines are the same wherever the blocks of a body end', () => {
  const lines = ['{"publication":"P","content":"Zoë"}', '', '{"publication":"P","content":"zwei"}'];
  const body = Buffer.from(lines.join('\n'));
  const whole = parsePosts([body], 'ndjson').candidates;
  expect(whole.map(({ index }) => index)).toEqual([0, 2]);
  for (let cut = 0; cut <= body.length; cut++)
    for (const end of [cut, Math.min(cut + 1, body.length)])
      expect(
        parsePosts([body.subarray(0, cut), body.subarray(cut, end), body.subarray(end)], 'ndjson').candidates,
      ).toEqual(whole);
});
