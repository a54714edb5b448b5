import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entityKey, publicationId } from '../../functions/common/domain/keys.ts';
import { type EntityType, entityTypes, type ProcessedPost } from '../../functions/common/domain/post.ts';
import { countsOfDays, namesOf } from '../../functions/common/domain/store/day-counts.ts';
import {
  createDayDocuments,
  MAX_DAY_DOCUMENT_BYTES,
  MAX_NAMES_PER_WRITE,
} from '../../functions/common/domain/store/day-documents.ts';
import type { DayDocument } from '../../functions/common/domain/store/documents.ts';
import { fieldOf } from '../../functions/common/domain/store/tally.ts';
import { type Article, createArticleMaker } from '../../functions/save/article.ts';
import { type Commit, type CommitLimits, plan, writesOf } from '../../functions/save/plan.ts';
import { createWriteEncoder } from '../../functions/save/wire/writes.ts';
import { processedPost } from '../support/store.ts';

const limits: CommitLimits = { maxBytes: 3_500_000, maxWrites: 500 };
const encoder = createWriteEncoder('projects/demo-entity-pipeline/databases/(default)');
const maker = createArticleMaker(encoder, 90);

function article(post: ProcessedPost): Article {
  const made = maker.make(post);
  if (made === undefined) throw new Error('a post of a test fits into a record');
  return made;
}

const text = fc.oneof(
  fc.constantFrom('Ada', 'ADA', 'Grace', 'Alan', 'Edsger', 'Barbara', '__x__', 'a`b', '\\', 'Zürich'),
  fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }),
);
const names = fc.array(
  fc.record({
    type: fc.constantFrom<EntityType>(...entityTypes),
    text,
    count: fc.integer({ min: 1, max: 9 }),
  }),
  { maxLength: 12 },
);
const publishedAt = fc.constantFrom('2026-11-20T00:00:00Z', '2026-11-19T23:59:59Z', '2025-01-01T12:00:00Z');
const posts = fc
  .array(fc.record({ publication: fc.constantFrom('A', 'a', 'B', 'C', 'D'), entities: names, publishedAt }), {
    maxLength: 40,
  })
  .map((list) => list.map((one, index) => processedPost({ postId: `post-${index}`, ...one })));

function planned(list: readonly ProcessedPost[], some: CommitLimits, writer = 'w'): Commit[] {
  return plan(list.map(article), some, createDayDocuments(writer), 0);
}

/** The sums of all counters, folded as a reader of day documents folds them. */
function totals(commits: readonly Commit[]): Record<string, number> {
  const sums: Record<string, number> = {};
  const documents = commits
    .flatMap(({ counters }) => counters)
    .map(
      (counter): DayDocument => ({
        publication: counter.publicationId,
        day: counter.day,
        name: counter.name,
        articles: counter.articles,
        ...Object.fromEntries(
          entityTypes.map((type) => [
            type,
            Object.fromEntries([...counter.names[type]].map(([name, tally]) => [fieldOf(name), tally])),
          ]),
        ),
      }),
    );
  for (const [place, own] of Map.groupBy(documents, ({ publication, day }) => `${day} ${publication}`)) {
    const counts = countsOfDays(own);
    sums[place] = counts.articles;
    for (const { type, key, articles, mentions } of namesOf(counts)) {
      sums[`${place} ${type} ${key}`] = mentions;
      sums[`${place} ${type} ${key} in`] = articles;
    }
  }
  return sums;
}

function truth(list: readonly ProcessedPost[]): Record<string, number> {
  const sums: Record<string, number> = {};
  const add = (place: string, count: number): void => {
    sums[place] = (sums[place] ?? 0) + count;
  };
  for (const { publication, entities, publishedAt: at } of list) {
    const place = `${at?.slice(0, 10)} ${publicationId(publication)}`;
    add(place, 1);
    const named = new Set<string>();
    for (const { type, text: name, count } of entities) {
      add(`${place} ${type} ${entityKey(name)}`, count);
      named.add(`${place} ${type} ${entityKey(name)} in`);
    }
    for (const one of named) add(one, 1);
  }
  return sums;
}

/** The encoded commit request. */
function requestOf({ articles, counters }: Commit): Buffer {
  return encoder.commit([...articles.map(({ write }) => write), ...counters.map(encoder.counter)]);
}

describe('for any posts and limits', () => {
  const anyLimits = fc.record({
    maxBytes: fc.integer({ min: 1_000, max: 30_000 }),
    maxWrites: fc.integer({ min: 2, max: 40 }),
  });

  test('every post is in exactly one commit with all its counts, and the sum of all days equals the sum of all posts', () => {
    fc.assert(
      fc.property(posts, anyLimits, (list, some) => {
        const commits = planned(list, some);
        expect(commits.flatMap(({ articles }) => articles.map(({ postId }) => postId)).toSorted()).toEqual(
          list.map(({ postId }) => postId).toSorted(),
        );
        expect(totals(commits)).toEqual(truth(list));
        for (const commit of commits) {
          const own = new Set(commit.articles.map(({ postId }) => postId));
          expect(totals([commit])).toEqual(truth(list.filter(({ postId }) => own.has(postId))));
        }
      }),
    );
  });

  test('a commit exceeds a limit only if it holds a single post, and its request is not larger than estimated', () => {
    fc.assert(
      fc.property(posts, anyLimits, (list, some) => {
        for (const commit of planned(list, some)) {
          for (const { names: own } of commit.counters) {
            const count = entityTypes.reduce((sum, type) => sum + own[type].size, 0);
            expect(count).toBeLessThanOrEqual(MAX_NAMES_PER_WRITE);
          }
          if (commit.articles.length === 1) continue;
          expect(writesOf(commit)).toBeLessThanOrEqual(some.maxWrites);
          expect(requestOf(commit).length).toBeLessThanOrEqual(some.maxBytes);
        }
      }),
    );
  });

  test('no two commits write the same document, and no two writers do', () => {
    fc.assert(
      fc.property(posts, anyLimits, (list, some) => {
        const written = [...planned(list, some, 'one'), ...planned(list, some, 'two')].flatMap(
          ({ counters }) => counters.map(({ documentId }) => documentId),
        );
        expect(new Set(written).size).toBe(written.length);
      }),
    );
  });
});

function post(postId: string, publication: string, texts: readonly string[]): ProcessedPost {
  const entities = texts.map((name) => ({ type: 'person', text: name, count: 1 }) as const);
  return processedPost({ postId, publication, entities });
}

test('the posts of one publication and day share one document', () => {
  const commits = planned([post('1', 'A', ['Ada']), post('2', 'A', ['ADA', 'Grace'])], limits);
  expect(commits).toHaveLength(1);
  expect(commits[0]?.counters).toHaveLength(1);
});

test('small publications share a commit', () => {
  const list = Array.from({ length: 100 }, (_, index) => post(`${index}`, `Publication ${index}`, ['Ada']));
  expect(planned(list, limits)).toHaveLength(1);
});

test('a publication that fits into one commit is not split', () => {
  const list = ['A', 'B', 'C'].flatMap((name) =>
    Array.from({ length: 30 }, (_, index) => post(`${index}`, name, ['Ada'])),
  );
  const commits = planned(list, { ...limits, maxWrites: 50 });
  expect(commits.map(writesOf)).toEqual([31, 31, 31]);
});

test('a post with more names than one write may hold is counted in several day documents', () => {
  const many = Array.from({ length: 1_100 }, (_, index) => `Name ${index}`);
  const commits = planned([post('1', 'A', many)], limits);
  expect(commits).toHaveLength(1);
  expect(commits[0]?.counters.map(({ articles, names: own }) => [articles, own.person.size])).toEqual([
    [1, MAX_NAMES_PER_WRITE],
    [0, MAX_NAMES_PER_WRITE],
    [0, 1_100 - 2 * MAX_NAMES_PER_WRITE],
  ]);
});

test('a commit with its index entries stays below the limit of a transaction', () => {
  const many = Array.from({ length: 1_000 }, (_, index) => `Name ${index} ${'x'.repeat(150)}`);
  const list = Array.from({ length: 40 }, (_, index) => post(`${index}`, 'A', many));
  const commits = planned(list, { maxBytes: 9_000_000, maxWrites: 500 });
  expect(commits.length).toBeGreaterThan(1);
  for (const { articles } of commits) {
    const bytes = articles.reduce((sum, one) => sum + one.write.length + one.indexBytes, 0);
    expect(bytes).toBeLessThan(9_000_000);
  }
});

test('a post whose names do not fit into a record makes no article', () => {
  const names = Array.from({ length: 2_000 }, (_, index) => `${index}${'字'.repeat(196)}`);
  expect(maker.make(post('1', 'A', names))).toBeUndefined();
});

test('a flood of posts of one publication fills no day document beyond its limit', () => {
  const documents = createDayDocuments('w');
  const bytes = new Map<string, number>();
  for (let second = 0; second < 400; second++) {
    const list = Array.from({ length: 20 }, (_, index) =>
      post(`${second}-${index}`, 'A', [`Name ${second} ${index} ${'x'.repeat(100)}`]),
    );
    for (const commit of plan(list.map(article), limits, documents, second * 1_000)) {
      for (const { documentId, names: own } of commit.counters) {
        const added = [...own.person.keys()].reduce((sum, name) => sum + Buffer.byteLength(name) + 10, 0);
        bytes.set(documentId, (bytes.get(documentId) ?? 0) + added);
      }
      documents.release(commit.counters.map(({ documentId }) => documentId));
    }
  }
  expect(bytes.size).toBeGreaterThan(1);
  expect(Math.max(...bytes.values())).toBeLessThanOrEqual(MAX_DAY_DOCUMENT_BYTES);
});

test.each([
  ['one publication', () => 'A'],
  ['one publication per post', (index: number) => `Publication ${index}`],
])('a request full of different names, of %s, needs at most two writes per post', (_what, nameOf) => {
  // About 27 bytes for each name in a request of 10 MB.
  const own = 370;
  const list = Array.from({ length: 1_000 }, (_, index) =>
    post(
      `${index}`,
      nameOf(index),
      Array.from({ length: own }, (_, n) => `Name ${index * own + n}`),
    ),
  );
  const writes = planned(list, limits).reduce((sum, commit) => sum + writesOf(commit), 0);
  expect(writes).toBeLessThanOrEqual(2_000);
});
