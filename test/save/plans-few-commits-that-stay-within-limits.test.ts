import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entityKey, publicationId } from '../../functions/common/domain/keys.ts';
import type { ProcessedPost } from '../../functions/common/domain/post.ts';
import { type Commit, type CommitLimits, plan, writesOf } from '../../functions/save/plan.ts';

const limits: CommitLimits = { maxBytes: 3_500_000, maxWrites: 5_000 };

function post(postId: string, publication: string, names: readonly string[]): ProcessedPost {
  return { postId, publication, entities: names.map((text) => ({ type: 'person', text, count: 1 })) };
}

const names = fc.uniqueArray(fc.constantFrom('Ada', 'ADA', 'Grace', 'Alan', 'Edsger', 'Barbara'), {
  maxLength: 6,
});
const posts = fc
  .array(fc.record({ publication: fc.constantFrom('A', 'a', 'B', 'C', 'D'), names }), { maxLength: 40 })
  .map((list) => list.map((one, index) => post(`post-${index}`, one.publication, one.names)));

/** All increments of some commits, by publication and entity key. */
function totals(commits: readonly Commit[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { publications } of commits)
    for (const { publicationId: id, postIds, entities } of publications) {
      sums[id] = (sums[id] ?? 0) + postIds.length;
      for (const { key, count } of entities) sums[`${id} ${key}`] = (sums[`${id} ${key}`] ?? 0) + count;
    }
  return sums;
}

function truth(list: readonly ProcessedPost[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { publication, entities } of list) {
    const id = publicationId(publication);
    sums[id] = (sums[id] ?? 0) + 1;
    for (const { text, count } of entities) {
      const place = `${id} ${entityKey(text)}`;
      sums[place] = (sums[place] ?? 0) + count;
    }
  }
  return sums;
}

describe('for any posts and limits', () => {
  const anyLimits = fc.record({
    maxBytes: fc.integer({ min: 1_000, max: 20_000 }),
    maxWrites: fc.integer({ min: 2, max: 40 }),
  });

  test('every post is in exactly one commit, with all of its counts', () => {
    fc.assert(
      fc.property(posts, anyLimits, (list, some) => {
        const commits = plan(list, some);
        expect(commits.flatMap((commit) => commit.posts).toSorted(byId)).toEqual(list.toSorted(byId));
        expect(totals(commits)).toEqual(truth(list));
        for (const { posts: own, publications } of commits) {
          expect(publications.flatMap(({ postIds }) => postIds).toSorted()).toEqual(
            own.map(({ postId }) => postId).toSorted(),
          );
          expect(totals([{ posts: own, publications }])).toEqual(truth(own));
        }
      }),
    );
  });

  test('a commit writes no document twice, and stays within the writes unless one post alone exceeds them', () => {
    fc.assert(
      fc.property(posts, anyLimits, (list, some) => {
        for (const commit of plan(list, some)) {
          const written = commit.publications.flatMap(({ publicationId: id, entities }) => [
            id,
            ...entities.map(({ entityId }) => `${id}/${entityId}`),
          ]);
          expect(new Set(written).size).toBe(written.length);
          if (commit.posts.length > 1) expect(writesOf(commit)).toBeLessThanOrEqual(some.maxWrites);
        }
      }),
    );
  });
});

test('posts of one publication are merged into one increment an entity', () => {
  const [commit, ...others] = plan([post('1', 'A', ['Ada']), post('2', 'A', ['ADA', 'Grace'])], limits);
  expect(others).toEqual([]);
  expect(commit?.publications).toHaveLength(1);
  expect(commit?.publications[0]).toMatchObject({
    postIds: ['1', '2'],
    entities: [
      { text: 'Ada', count: 2 },
      { text: 'Grace', count: 1 },
    ],
  });
});

test('small publications share a commit', () => {
  const list = Array.from({ length: 100 }, (_, index) => post(`${index}`, `Publication ${index}`, ['Ada']));
  expect(plan(list, limits)).toHaveLength(1);
});

test('posts that share their many entities go into one commit; those with others are cut', () => {
  const half = (from: number) => Array.from({ length: 2_500 }, (_, index) => `N${from + index}`);
  expect(plan([post('1', 'A', half(0)), post('2', 'A', half(0))], limits)).toHaveLength(1);
  expect(plan([post('1', 'A', half(0)), post('2', 'A', half(2_500))], limits)).toHaveLength(2);
});

test('a post twice is an error of the caller', () => {
  expect(() => plan([post('1', 'A', []), post('1', 'A', [])], limits)).toThrow(RangeError);
});

function byId(a: ProcessedPost, b: ProcessedPost): number {
  return a.postId < b.postId ? -1 : 1;
}
