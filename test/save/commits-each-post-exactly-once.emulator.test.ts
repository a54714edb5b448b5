import { beforeEach, expect, test } from 'vitest';
import { publicationId } from '../../functions/common/domain/keys.ts';
import type { ProcessedPost } from '../../functions/common/domain/post.ts';
import { recordId } from '../../functions/common/domain/store/ids.ts';
import { createWriteEncoder } from '../../functions/save/wire/writes.ts';
import { shared, sharedEmulators } from '../support/shared.ts';
import { openTestStore, processedPost } from '../support/store.ts';
import { actualCounts, countsByDay, foldOf } from '../support/truth.ts';

const emulators = sharedEmulators();
const store = shared(() => openTestStore(emulators));
beforeEach(async () => {
  const { firestore } = emulators;
  for (const collection of await firestore.listCollections()) await firestore.recursiveDelete(collection);
});

function post(postId: string, names: readonly string[], given: Partial<ProcessedPost> = {}): ProcessedPost {
  return processedPost({
    postId,
    publication: 'Example Times',
    entities: names.map((text) => ({ type: 'place', text, count: 2 })),
    ...given,
  });
}

const save = (posts: readonly ProcessedPost[]) => store().save(posts);
const databaseOf = (projectId: string): string => `projects/${projectId}/databases/(default)`;
const idsOf = (...ids: readonly string[]): string[] => ids.map((id) => recordId('example times', id));

test('posts that have a record are duplicates, and the rest is saved', async () => {
  const first = [post('1', ['Paris']), post('2', ['Paris', 'Oslo'])];
  const second = [post('2', ['Paris', 'Oslo']), post('3', ['Oslo']), post('1', ['Paris'])];
  expect(await save(first)).toMatchObject([{ saved: idsOf('1', '2'), duplicates: [], writes: 3 }]);
  expect(await save(second)).toMatchObject([{ saved: idsOf('3'), duplicates: idsOf('2', '1') }]);
  expect(await save(second)).toMatchObject([{ saved: [], duplicates: idsOf('2', '3', '1'), writes: 0 }]);
  expect(await actualCounts(emulators.firestore)).toEqual(foldOf([...first, ...second]));
});

test('the same posts committed concurrently count once', async () => {
  const posts = Array.from({ length: 20 }, (_, index) => post(`${index}`, ['Paris', `Place ${index}`]));
  await using parts = new AsyncDisposableStack();
  const stores = await Promise.all([1, 2, 3, 4].map(async () => parts.use(await openTestStore(emulators))));
  await Promise.all(stores.map((store) => store.save(posts)));
  expect(await actualCounts(emulators.firestore)).toEqual(foldOf(posts));
});

test('a record holds all that identifies the article, for any id', async () => {
  const given = {
    acceptedAt: '2026-11-20T12:00:00.123Z',
    publishedAt: '2026-11-19T23:30:00-01:00',
    url: 'https://example.org/a',
    title: 'Ünïcode',
    author: 'A. Writer',
    language: 'en',
    sender: 'desk',
  };
  const ids = ['.', '..', '__x__', 'a:b'];
  await save(ids.map((id) => post(id, ['Paris', 'PARIS', 'São Tomé'], given)));
  for (const id of ids) {
    const snapshot = await emulators.firestore.collection('posts').doc(recordId('example times', id)).get();
    const { at, acceptedAt, expireAt, ...record } = snapshot.data() ?? {};
    expect(record).toEqual({
      publication: 'example times',
      id,
      day: '2026-11-20',
      contentHash: expect.any(String),
      names: '[["place","Paris",4],["place","São Tomé",2]]',
      keys: ['paris', 'são tomé'],
      publishedAt: given.publishedAt,
      url: given.url,
      title: given.title,
      author: given.author,
      language: given.language,
      sender: given.sender,
    });
    expect(at.toDate().toISOString()).toBe('2026-11-20T00:30:00.000Z');
    expect(acceptedAt.toDate().toISOString()).toBe(given.acceptedAt);
    expect(expireAt.toMillis() - acceptedAt.toMillis()).toBe(90 * 86_400_000);
  }
});

test('an id is unique only within its publication', async () => {
  const posts = [post('1', ['Paris']), post('1', ['Paris'], { publication: 'Another' })];
  expect(await save(posts)).toMatchObject([{ duplicates: [] }]);
  expect(await actualCounts(emulators.firestore)).toEqual(foldOf(posts));
});

test('a second content for an id is a changed article: the first stays counted, each further version is noted once', async () => {
  const first = post('1', ['Paris'], { contentHash: 'first' });
  const second = post('1', ['Oslo'], { contentHash: 'second' });
  await save([first]);
  expect(await save([second, post('2', ['Rome'])])).toMatchObject([
    { saved: idsOf('2'), duplicates: [], changed: idsOf('1') },
  ]);
  expect(await save([second])).toMatchObject([{ changed: idsOf('1'), writes: 0 }]);
  expect(await save([first])).toMatchObject([{ duplicates: idsOf('1'), changed: [] }]);
  expect(await actualCounts(emulators.firestore)).toEqual(foldOf([first, post('2', ['Rome'])]));
  const days = await emulators.firestore.collection('days').get();
  expect(days.docs.reduce((sum, day) => sum + (day.get('changed') ?? 0), 0)).toBe(1);
});

test('an article counts on its publication day if that day is plausible, otherwise on the day of acceptance', async () => {
  const acceptedAt = '2026-11-20T23:59:59.999Z';
  const days = (posts: readonly ProcessedPost[]) => save(posts);
  await days([
    post('1', ['Paris'], { acceptedAt }),
    post('2', ['Paris'], { acceptedAt, publishedAt: '2025-03-04T00:00:00Z' }),
    post('3', ['Paris'], { acceptedAt, publishedAt: '2026-11-21T23:00:00Z' }),
    post('4', ['Paris'], { acceptedAt, publishedAt: '2027-01-01T00:00:00Z' }),
    post('5', ['Paris'], { acceptedAt, publishedAt: '1492-10-12T00:00:00Z' }),
  ]);
  const found = await countsByDay(emulators.firestore);
  const articles = Object.entries(found).map(([day, counts]) => [day, counts['example times']?.articles]);
  expect(Object.fromEntries(articles)).toEqual({ '2026-11-20': 3, '2025-03-04': 1, '2026-11-21': 1 });
});

test('names count whatever characters they contain', async () => {
  const odd = ['a.b', 'a`b', 'a\\b', '\\', '__name__', '__x__', '.', 'a/b', '[0]', '*', '~', '😀', 'ﬁ'];
  const posts = [post('1', odd), post('2', odd)];
  expect(await save(posts)).toMatchObject([{ saved: idsOf('1', '2') }]);
  expect(await actualCounts(emulators.firestore)).toEqual(foldOf(posts));
});

test('one post that Firestore refuses does not stop the others', async () => {
  await using own = await openTestStore(emulators, { maxBytes: 10_000_000 });
  const articles = ['good', 'bad', 'better'].map((id) => {
    const article = own.store.articleOf(post(id, ['Paris']));
    if (article === undefined) throw new Error('it fits');
    // Longer than a Firestore document may be. The article maker never makes such a record.
    const record = createWriteEncoder(databaseOf(emulators.projectId)).record(article.recordId, {
      title: 'x'.repeat(1_100_000),
    });
    return id === 'bad' ? { ...article, write: record } : article;
  });
  const outcomes = [];
  for (const planned of own.store.plan(articles)) {
    outcomes.push(await own.store.commit(planned));
    own.store.release(planned);
  }
  expect(outcomes.flatMap(({ saved }) => saved).toSorted()).toEqual(idsOf('better', 'good').toSorted());
  expect(outcomes.flatMap(({ refused }) => [...refused.keys()])).toEqual(idsOf('bad'));
});

test('a commit that Firestore does not answer fails and can be retried', async () => {
  await using own = await openTestStore(emulators, { timeoutMs: 0 });
  await expect(own.save([post('1', ['Paris'])])).rejects.toThrow(/did not answer a commit|Deadline exceeded/);
  // Firestore may have applied that commit or not. The next attempt counts the post once in both cases.
  await save([post('1', ['Paris'])]);
  expect((await actualCounts(emulators.firestore))['example times']?.articles).toBe(1);
  expect(publicationId('Example Times')).toBe('example times');
});
