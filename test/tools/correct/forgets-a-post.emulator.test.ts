import { beforeEach, expect, test } from 'vitest';
import { countsOfDays, namesOf } from '../../../functions/common/domain/store/day-counts.ts';
import type { DayDocument } from '../../../functions/common/domain/store/documents.ts';
import { recount } from '../../../tools/correct/recount/recount.ts';
import { forgetting, options, sharedCorrections } from '../../support/correct/corrections.ts';
import { newPaper, type Paper } from '../../support/correct/paper.ts';
import { postNaming } from '../../support/store.ts';

const opened = sharedCorrections();
let paper: Paper;
beforeEach(() => {
  paper = newPaper(opened());
});

const acceptedAt = new Date().toISOString();

test('a post forgotten by several commands at once is subtracted once, and does not count when submitted again', async () => {
  const saved = paper.posts(0, 5);
  await paper.save(saved);
  const { firestore } = opened();
  expect(await forgetting(firestore, paper.post(2), true)).toBe('forgotten');
  expect(await paper.counts()).toEqual(paper.truth(saved));
  const outcomes = await Promise.all([1, 2, 3].map(() => forgetting(firestore, paper.post(2))));
  expect(outcomes.toSorted()).toEqual(['forgotten', 'forgotten-before', 'forgotten-before']);
  const left = saved.filter(({ postId }) => postId !== '2');
  expect(await paper.counts()).toEqual(paper.truth(left));
  expect(await forgetting(firestore, paper.post(2))).toBe('forgotten-before');
  await paper.save(saved);
  expect(await paper.counts()).toEqual(paper.truth(left));
  await recount(firestore, paper.name, options());
  expect(await paper.counts()).toEqual(paper.truth(left));
});

test('a forgotten post leaves no name, url, title or author, and no search finds it', async () => {
  const [post] = paper.posts(0, 1).map((one) => ({ ...one, author: 'A. Writer', language: 'en' }));
  if (post === undefined) throw new Error('there is no post');
  await paper.save([post]);
  await forgetting(opened().firestore, paper.post(0));
  const { forgottenAt, forgottenBy, at, expireAt, ...record } = (await paper.record(0).get()).data() ?? {};
  expect(record).toEqual({
    publication: paper.id,
    id: '0',
    day: post.publishedAt?.slice(0, 10),
    acceptedAt: expect.anything(),
    publishedAt: post.publishedAt,
    contentHash: post.contentHash,
    names: '[]',
    keys: [],
    language: 'en',
  });
});

test('a spelling that only the forgotten post had disappears', async () => {
  const spelt = (postId: string, text: string) =>
    postNaming(paper.name, [{ type: 'person', text, count: 1 }], { postId, acceptedAt });
  await paper.save([spelt('0', 'Ada')]);
  await paper.save([spelt('1', 'ADA')]);
  await forgetting(opened().firestore, paper.post(0));
  const documents = await Promise.all((await paper.days()).map((document) => document.get()));
  const names = namesOf(countsOfDays(documents.map((document) => document.data() as DayDocument)));
  expect(names).toEqual([{ type: 'person', key: 'ada', text: 'ADA', articles: 1, mentions: 1 }]);
});

test('the displayed name of the publication stays, however the command spells it', async () => {
  await paper.save(paper.posts(0, 1));
  await forgetting(opened().firestore, { publication: ` ${paper.name.toLowerCase()}`, id: '0' });
  for (const document of await paper.days()) expect((await document.get()).get('name')).toBe(paper.name);
});

test('a post with the same id in another publication stays', async () => {
  const other = newPaper(opened());
  await paper.save(paper.posts(0, 2));
  await other.save(other.posts(0, 2));
  await forgetting(opened().firestore, paper.post(0));
  expect(await paper.counts()).toEqual(paper.truth(paper.posts(1, 1)));
  expect(await other.counts()).toEqual(other.truth(other.posts(0, 2)));
});

test('a post with more names than one write may hold is forgotten completely', async () => {
  const many = Array.from({ length: 1_500 }, (_, index) => ({
    type: 'person' as const,
    text: `Person ${index}`,
    count: 1 + (index % 3),
  }));
  await paper.save([postNaming(paper.name, many, { postId: '0', acceptedAt })]);
  expect(await forgetting(opened().firestore, paper.post(0))).toBe('forgotten');
  expect(await paper.counts()).toEqual({});
});

test('a post whose counter is missing can be forgotten, and a recount corrects the counter', async () => {
  const saved = paper.posts(0, 2);
  await paper.save(saved);
  await paper.lose('person', 'Person 0');
  expect(await forgetting(opened().firestore, paper.post(0))).toBe('forgotten');
  expect(await paper.counts()).toEqual({
    ...paper.truth(saved.slice(1)),
    'person person 0': -2,
    'person person 0 in': -1,
  });
  await recount(opened().firestore, paper.name, options());
  expect(await paper.counts()).toEqual(paper.truth(saved.slice(1)));
});

test('a post without a record cannot be forgotten', async () => {
  await paper.save(paper.posts(0, 1));
  expect(await forgetting(opened().firestore, paper.post(7))).toBe('unknown');
  expect(await forgetting(opened().firestore, { publication: 'Another', id: '0' })).toBe('unknown');
});
