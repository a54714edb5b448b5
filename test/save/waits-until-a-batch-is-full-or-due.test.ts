import { expect, test } from 'vitest';
import type { Delivery } from '../../functions/common/cloud/subscriber.ts';
import type { Article } from '../../functions/save/article.ts';
import { createBacklog, type Entry } from '../../functions/save/backlog.ts';

const limits = { maxPosts: 3, maxBytes: 1_000, maxDelayMs: 100 };

/** The backlog reads only the record id and the content hash of an article. */
function post(recordId: string, contentHash = 'first'): Article {
  return {
    recordId,
    postId: recordId,
    publicationId: 'a',
    publication: 'A',
    day: '2026-11-20',
    contentHash,
    isOtherLanguage: false,
    names: [],
    write: Buffer.alloc(0),
    storedBytes: 0,
    indexBytes: 0,
  };
}

function delivery(bytes = 10): Delivery {
  const nothing = (): void => undefined;
  return { id: 'x', data: Buffer.alloc(bytes), attributes: {}, attempt: 1, ack: nothing, nack: nothing };
}

function idsOf(entries: readonly Entry[]): string[] {
  return entries.map((entry) => entry.article.recordId);
}

test('posts wait until a batch has its number of posts', () => {
  const backlog = createBacklog(limits);
  backlog.add(post('1'), delivery(), 0);
  backlog.add(post('2'), delivery(), 0);
  expect(backlog.isFull()).toBe(false);
  expect(backlog.take(1, false)).toEqual([]);
  backlog.add(post('3'), delivery(), 1);
  expect(backlog.isFull()).toBe(true);
  expect(idsOf(backlog.take(1, false))).toEqual(['1', '2', '3']);
});

test('a batch goes when its bytes are full, when its oldest post is due, and at once in a hurry', () => {
  const bytes = createBacklog(limits);
  bytes.add(post('1'), delivery(1_000), 0);
  expect(idsOf(bytes.take(0, false))).toEqual(['1']);
  const late = createBacklog(limits);
  late.add(post('1'), delivery(), 0);
  expect(late.dueIn(40)).toBe(60);
  expect(idsOf(late.take(100, false))).toEqual(['1']);
  const hurried = createBacklog(limits);
  hurried.add(post('1'), delivery(), 0);
  expect(idsOf(hurried.take(0, true))).toEqual(['1']);
});

test('a batch holds at most its number of posts', () => {
  const backlog = createBacklog(limits);
  for (const id of ['1', '2', '3', '4']) backlog.add(post(id), delivery(), 0);
  expect(idsOf(backlog.take(0, false))).toEqual(['1', '2', '3']);
});

test('the oldest post goes first', () => {
  const backlog = createBacklog({ ...limits, maxPosts: 1 });
  backlog.add(post('1'), delivery(), 1);
  backlog.add(post('2'), delivery(), 5);
  expect(idsOf(backlog.take(10, true))).toEqual(['1']);
  expect(idsOf(backlog.take(10, true))).toEqual(['2']);
});

test('a second content for an id waits until the first is saved', () => {
  const backlog = createBacklog(limits);
  expect(backlog.add(post('1', 'first'), delivery(), 0)).toBe(true);
  expect(backlog.add(post('1', 'second'), delivery(), 0)).toBe(true);
  expect(backlog.add(post('1', 'second'), delivery(), 0)).toBe(false);
  expect(backlog.add(post('1', 'third'), delivery(), 0)).toBe(true);
  const taken: (readonly string[])[] = [];
  for (let round = 0; round < 4; round++) {
    const entries = backlog.take(0, true);
    taken.push(entries.map(({ article, deliveries }) => `${article.contentHash} ${deliveries.length}`));
    expect(backlog.take(0, true)).toEqual([]);
    backlog.release(entries);
  }
  expect(taken).toEqual([['first 1'], ['second 2'], ['third 1'], []]);
  expect(backlog.size()).toBe(0);
});

test('a redelivered post joins its waiting entry, also while that entry is being saved', () => {
  const backlog = createBacklog(limits);
  const [first, second, third] = [delivery(), delivery(), delivery()];
  expect(backlog.add(post('1'), first, 0)).toBe(true);
  expect(backlog.add(post('1'), second, 0)).toBe(false);
  const taken = backlog.take(0, true);
  expect(backlog.add(post('1'), third, 0)).toBe(false);
  expect(taken[0]?.deliveries).toEqual([first, second, third]);
  expect(backlog.size()).toBe(1);
  backlog.release(taken);
  expect(backlog.size()).toBe(0);
  expect(backlog.add(post('1'), delivery(), 0)).toBe(true);
});
