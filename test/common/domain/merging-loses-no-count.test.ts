import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entityKey } from '../../../functions/common/domain/keys.ts';
import {
  type Countable,
  countNames,
  type MergedPosts,
  merge,
  mergeAll,
  mergeable,
  preferred,
} from '../../../functions/common/domain/merge.ts';
import { name, processedPosts } from '../../support/posts/arbitraries.ts';

const total = (entities: Iterable<{ readonly count: number }>): number =>
  Array.from(entities).reduce((sum, { count }) => sum + count, 0);
const fold = (posts: readonly Countable[]): MergedPosts => posts.map(mergeable).reduce(merge);

describe('merging', () => {
  test('is commutative', () => {
    fc.assert(
      fc.property(processedPosts(2), ([first, ...rest]) => {
        if (first === undefined) return;
        const [a, b] = [mergeable(first), fold(rest)];
        expect(merge(a, b)).toEqual(merge(b, a));
      }),
    );
  });

  test('is associative', () => {
    fc.assert(
      fc.property(processedPosts(3), fc.nat(), fc.nat(), (posts, x, y) => {
        const [from, to] = [1 + (x % (posts.length - 2)), posts.length - 1];
        const cut = from + 1 + (y % (to - from));
        const [a, b, c] = [fold(posts.slice(0, from)), fold(posts.slice(from, cut)), fold(posts.slice(cut))];
        expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
      }),
    );
  });

  test('gives the same result for every order and every division into batches', () => {
    fc.assert(
      fc.property(
        processedPosts(1).chain((posts) =>
          fc.record({
            posts: fc.constant(posts),
            shuffled: fc.shuffledSubarray(posts, { minLength: posts.length }),
            cut: fc.nat({ max: posts.length }),
          }),
        ),
        ({ posts, shuffled, cut }) => {
          const whole = mergeAll(posts);
          expect(fold(posts)).toEqual(whole);
          expect(mergeAll(shuffled)).toEqual(whole);
          const batches = [shuffled.slice(0, cut), shuffled.slice(cut)].filter((batch) => batch.length > 0);
          expect(batches.map(mergeAll).reduce(merge)).toEqual(whole);
        },
      ),
    );
  });

  test('loses no count and no post', () => {
    fc.assert(
      fc.property(processedPosts(1), (posts) => {
        const merged = mergeAll(posts);
        expect([...merged.postIds].sort()).toEqual(posts.map((post) => post.postId).sort());
        const all = posts.flatMap((post) => post.entities);
        expect(total(merged.entities.values())).toBe(total(all));
        for (const { type, key, count } of merged.entities.values())
          expect(total(all.filter((entity) => entity.type === type && entityKey(entity.text) === key))).toBe(
            count,
          );
      }),
    );
  });

  test('changes neither operand', () => {
    const a = mergeable({
      postId: '1',
      publication: 'A',
      entities: [{ type: 'person', text: 'Pelé', count: 1 }],
    });
    const b = mergeable({
      postId: '2',
      publication: 'A',
      entities: [{ type: 'person', text: 'PELÉ', count: 2 }],
    });
    merge(a, b);
    expect(total(a.entities.values())).toBe(1);
    expect(a.postIds.size).toBe(1);
  });

  test('refuses a post that occurs twice, and an empty list', () => {
    const post: Countable = { postId: 'twice', publication: 'A', entities: [] };
    expect(() => merge(mergeable(post), mergeable(post))).toThrow(/post twice .*count twice/);
    expect(() => mergeAll([post, post])).toThrow(RangeError);
    expect(() => mergeAll([])).toThrow(/nothing to merge/);
  });

  test('keeps a name as a person apart from the same name as a place', () => {
    const entities = countNames([
      { type: 'person', text: 'Washington' },
      { type: 'place', text: 'Washington' },
      { type: 'place', text: 'WASHINGTON’S' },
    ]);
    expect(entities).toEqual([
      { type: 'person', text: 'Washington', count: 1 },
      { type: 'place', text: 'Washington', count: 2 },
    ]);
  });
});

describe('the displayed spelling', () => {
  test.each([
    ['Kofi Annan', 'KOFI ANNAN', 'Kofi Annan'],
    ['kofi annan', 'Kofi Annan’s', 'Kofi Annan’s'],
    ['Kofi Annan’s', 'Kofi Annan', 'Kofi Annan'],
    ['NASA', 'nasa', 'NASA'],
    ['The Star', 'The  Star', 'The Star'],
  ])('of %j and %j is %j', (a, b, shown) => {
    expect(preferred(a, b)).toBe(shown);
    expect(preferred(b, a)).toBe(shown);
  });

  test('is the same in every order of comparison', () => {
    fc.assert(
      fc.property(name, name, name, (a, b, c) => {
        expect(preferred(a, b)).toBe(preferred(b, a));
        expect(preferred(preferred(a, b), c)).toBe(preferred(a, preferred(b, c)));
        expect(preferred(a, a)).toBe(a);
      }),
    );
  });

  test('of a publication is the best of all its spellings', () => {
    const post = (postId: string, publication: string): Countable => ({
      postId,
      publication,
      entities: [],
    });
    const posts = [
      post('1', 'THE STAR'),
      post('2', 'the star'),
      post('3', 'The  Star'),
      post('4', 'The Star'),
    ];
    expect(mergeAll(posts).publication).toBe('The Star');
    expect(mergeAll(posts.toReversed()).publication).toBe('The Star');
  });
});
