import { expect, test } from 'vitest';
import { derivedPostId, publicationId } from '../../../functions/common/domain/keys.ts';
import { SubmittedPost } from '../../../functions/common/domain/post.ts';
import { generatePosts } from './generated-posts.ts';

const posts = generatePosts({ seed: 7, count: 2_000 });

test('the same seed gives the same posts, and another seed others', () => {
  expect(generatePosts({ seed: 7, count: 2_000 })).toEqual(posts);
  expect(generatePosts({ seed: 7, count: 100 })).toEqual(posts.slice(0, 100));
  expect(generatePosts({ seed: 8, count: 1 })[0]?.content).not.toBe(posts[0]?.content);
});

test('every generated post is valid, has 500 to 5,000 characters, and is unique', () => {
  const ids = posts.map((post) => {
    expect(SubmittedPost.safeParse(post).success).toBe(true);
    expect(post.content.length).toBeGreaterThanOrEqual(500);
    expect(post.content.length).toBeLessThanOrEqual(5_000);
    return post.id ?? derivedPostId(post.publication, post.content);
  });
  expect(new Set(ids).size).toBe(posts.length);
});

test('about one post in four has no id', () => {
  const without = posts.filter((post) => post.id === undefined).length;
  expect(without / posts.length).toBeGreaterThan(0.2);
  expect(without / posts.length).toBeLessThan(0.3);
});

test.each([1, 6, 20, 45])(
  'posts are spread over the requested number of publications: %i',
  (publications) => {
    const spread = generatePosts({ seed: 1, count: 1_000, publications });
    expect(new Set(spread.map((post) => publicationId(post.publication))).size).toBe(publications);
  },
);

test('posts contain the forms of names that are hard to extract', () => {
  const text = posts.map((post) => post.content).join('\n\n');
  for (const surface of [
    /\w’s /,
    /\w's /,
    /s’ /,
    /“We/,
    /^[A-Z ]{12,}$/m,
    /Dr\. /,
    /Wałęsa/,
    /Lionel\nMessi/,
  ])
    expect(text).toMatch(surface);
});
