import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { derivedPostId, publicationId } from '../../../functions/common/domain/keys.ts';
import { SubmittedPost } from '../../../functions/common/domain/post.ts';

const lines = readFileSync(new URL('../../../emulators/pipeline/sample-posts.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');
const posts = lines.map((line) => SubmittedPost.parse(JSON.parse(line)));

test('the sample has about 60 posts in 6 publications of equal size', () => {
  expect(posts.length).toBeGreaterThanOrEqual(55);
  expect(posts.length).toBeLessThanOrEqual(65);
  const sizes = Map.groupBy(posts, (post) => publicationId(post.publication));
  expect(sizes.size).toBe(6);
  for (const of of sizes.values()) expect(of.length).toBe(posts.length / 6);
});

test('no two posts of the sample have the same content or id', () => {
  expect(new Set(posts.map((post) => post.content)).size).toBe(posts.length);
  const ids = posts.flatMap((post) => [
    derivedPostId(post.publication, post.content),
    ...(post.id === undefined ? [] : [post.id]),
  ]);
  expect(new Set(ids).size).toBe(ids.length);
});

test('some posts of the sample have an id, and all have a date', () => {
  const withId = posts.filter((post) => post.id !== undefined);
  expect(withId.length).toBeGreaterThan(0);
  expect(withId.length).toBeLessThan(posts.length);
  expect(posts.every((post) => post.publishedAt !== undefined)).toBe(true);
});

test('every post of the sample is a short article of 60 to 180 words', () => {
  for (const { content } of posts) {
    const words = content.split(/\s+/).length;
    expect(words, content).toBeGreaterThanOrEqual(60);
    expect(words, content).toBeLessThanOrEqual(180);
  }
});
