import { expect, test } from 'vitest';
import { ProcessedPost } from '../../../functions/common/domain/post.ts';
import { recordId } from '../../../functions/common/domain/store/ids.ts';
import { topology } from '../../../functions/common/domain/topology.ts';
import { startNode } from '../../support/processes/child.ts';
import { shared, sharedEmulators } from '../../support/shared.ts';
import { openTestStore, processedPost } from '../../support/store.ts';
import { countsByDay } from '../../support/truth.ts';

const { topics } = topology();
const emulators = sharedEmulators();
const store = shared(() => openTestStore(emulators));
const MS_PER_DAY = 86_400_000;

test('a dead letter replayed weeks later counts on the day of its acceptance, and its record expires from then', async () => {
  const acceptedAt = new Date(Date.now() - 20 * MS_PER_DAY).toISOString();
  const post = processedPost({ postId: '1', publication: 'Daily', acceptedAt });
  const { pubsub, firestore, env } = emulators;
  const [watch] = await pubsub.createSubscription(topics.processedPosts.name, 'watch');
  watch.on('error', () => undefined);
  const replayed = new Promise<string>((resolve) => {
    watch.on('message', (message) => {
      message.ack();
      resolve(message.data.toString());
    });
  });
  await pubsub.topic(topics.processedPostsDeadLetter.name).publishMessage({
    data: Buffer.from(JSON.stringify(post)),
    attributes: { postId: '1', publication: 'Daily', reason: 'firestore-refused' },
  });
  const { PATH } = process.env;
  const child = startNode(['tools/dead-letters/cli.ts', 'replay', '1'], { PATH, ...env });
  expect(await child.ended).toBe(0);
  await store().save([ProcessedPost.parse(JSON.parse(await replayed))]);
  await watch.close();
  const record = await firestore.collection('posts').doc(recordId('daily', '1')).get();
  expect(record.get('acceptedAt').toDate().toISOString()).toBe(acceptedAt);
  expect(record.get('expireAt').toMillis()).toBe(Date.parse(acceptedAt) + 90 * MS_PER_DAY);
  expect(await countsByDay(firestore)).toEqual({ [acceptedAt.slice(0, 10)]: { daily: { articles: 1 } } });
});
