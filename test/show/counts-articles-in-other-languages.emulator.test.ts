import { expect, test } from 'vitest';
import { systemRuntime } from '../../functions/common/process/system-runtime.ts';
import { recount } from '../../tools/correct/recount/recount.ts';
import { forgetting, options } from '../support/correct/corrections.ts';
import { beforeTests, sharedEmulators } from '../support/shared.ts';
import { type ApiClient, openApiClient } from '../support/show/api-client.ts';
import { rollUp, save, seed } from '../support/show/seed.ts';
import { serveShow } from '../support/show/serve.ts';
import { processedPost } from '../support/store.ts';

const emulators = sharedEmulators();
let api: ApiClient;

beforeTests(async (parts) => {
  const show = parts.use(await serveShow(emulators.env));
  api = await openApiClient(show.url);
});

const german = ['1', '2', '3'].map((postId) =>
  processedPost({ postId, publication: 'Der Bote', otherLanguage: 'de' }),
);
const english = processedPost({
  postId: '4',
  publication: 'Der Bote',
  entities: [{ type: 'place', text: 'Berlin', count: 2 }],
});

/** The counts in the answers about one publication and about all. */
async function told(): Promise<unknown[]> {
  const answers = [await api.get('/api/publications/der%20bote'), await api.get('/api/stats')];
  return answers.map(({ body: { articles, otherLanguage } }) => ({ articles, otherLanguage }));
}

test('an article in another language counts as such once, and no longer after it is forgotten', async () => {
  const { firestore } = emulators;
  await seed(emulators, [...german, english]);
  // Redelivered to another saver.
  await save(emulators, german);
  expect(await told()).toEqual(Array(2).fill({ articles: 4, otherLanguage: 3 }));

  await rollUp(emulators, true);
  expect(await told()).toEqual(Array(2).fill({ articles: 4, otherLanguage: 3 }));

  await forgetting(firestore, { publication: 'Der Bote', id: '2' });
  await rollUp(emulators, true);
  expect(await told()).toEqual(Array(2).fill({ articles: 3, otherLanguage: 2 }));
});

test('a recount restores the number of articles in other languages from the records', async () => {
  const { firestore } = emulators;
  const { docs } = await firestore.collection('days').where('publication', '==', 'der bote').get();
  await docs[0]?.ref.update({ otherLanguage: 40, open: true });
  expect(await recount(firestore, 'Der Bote', options({ runtime: systemRuntime }))).toMatchObject({
    finished: true,
  });
  await rollUp(emulators, true);
  expect(await told()).toEqual(Array(2).fill({ articles: 3, otherLanguage: 2 }));
});
