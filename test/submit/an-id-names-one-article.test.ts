/** Decides how ids relate within a batch, and which ids a sender may choose. */
import { expect, test } from 'vitest';
import { derivedPostId } from '../../functions/common/domain/keys.ts';
import { parsePosts } from '../../functions/submit/parse-posts.ts';

const parse = (...posts: readonly object[]) =>
  parsePosts([Buffer.from(JSON.stringify(posts))], 'json').candidates;
const post = (id: string | undefined, content: string, publication = 'Example Times') => ({
  publication,
  content,
  ...(id === undefined ? {} : { id }),
});
const faults = (...posts: readonly object[]): (string | undefined)[] =>
  parse(...posts).map((candidate) => ('errors' in candidate ? candidate.errors[0]?.message : undefined));

test('an id that another article of the batch has is refused with the index of the first', () => {
  const refused = expect.stringContaining('another article of this batch, at index 1;');
  expect(faults(post('a', 'one'), post('b', 'two'), post('b', 'three'), post('b', 'four'))).toEqual([
    undefined,
    undefined,
    refused,
    refused,
  ]);
});

test('a repeated id is found across spaces in the publication and after a refused post', () => {
  expect(faults({ id: 'a' }, post('a', 'one'), post('a', 'two', ' EXAMPLE  Times'))).toEqual([
    'is required',
    undefined,
    expect.stringContaining('at index 1'),
  ]);
});

test('an article that a batch repeats, with an id or without, is one post', () => {
  expect(
    faults(post('a', 'one\r\n'), post('a', 'one'), post(undefined, 'two'), post(undefined, 'two')),
  ).toEqual(Array(4).fill(undefined));
});

test('publications have separate ids', () => {
  expect(faults(post('1', 'one'), post('1', 'two', 'Another'))).toEqual([undefined, undefined]);
});

test('an id in the form of a derived id is accepted only for the article that it is derived from', () => {
  const own = derivedPostId('Example Times', 'one');
  const foreign = [{ errors: [{ path: 'id', message: expect.stringContaining('leave it out') }] }];
  expect(parse(post(own, 'one'))).toMatchObject([{ post: { id: own } }]);
  expect(parse(post(own, 'two'))).toMatchObject(foreign);
  expect(parse(post(own, 'one', 'Another'))).toMatchObject(foreign);
  // 43 base64url characters with a last one that no 256-bit hash has.
  expect(parse(post(`${own.slice(0, 42)}B`, 'two'))).toMatchObject([
    { post: { id: `${own.slice(0, 42)}B` } },
  ]);
});
