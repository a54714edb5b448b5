/** Scenarios with messages that several daemons receive, several times, out of order. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PubSub } from '@google-cloud/pubsub';
import type { SeededRandom } from '../../support/random.ts';
import type { ScenarioOutcome, ScenarioSetting } from '../scenario.ts';
import { openWorld } from '../world.ts';

/** Two extract daemons and three savers at once. */
export async function manyDaemons(setting: ScenarioSetting): Promise<ScenarioOutcome> {
  await using world = await openWorld(setting);
  await Promise.all([
    world.start('submit'),
    ...[1, 2].map(() => world.start('extract', { env: { POOL_SIZE: '1' } })),
    ...[1, 2, 3].map(() => world.start('save', { env: { SAVE_MAX_DELAY_MS: '100' } })),
  ]);
  // Each post twice, so that different savers receive the same posts.
  await world.submit([...setting.posts, ...setting.posts]);
  await world.settled();
  return await world.conclude();
}

/** Every message of both topics is delivered three times, the copies shuffled. */
export async function thrice(setting: ScenarioSetting): Promise<ScenarioOutcome> {
  await using world = await openWorld(setting);
  const { posts, processedPosts } = world.topology.topics;
  const copiers = await Promise.all([
    copyMessages(world.pubsub, posts.name, setting.random),
    copyMessages(world.pubsub, processedPosts.name, setting.random),
  ]);
  await Promise.all([world.start('submit'), world.start('extract'), world.start('save')]);
  await world.submit(setting.posts);
  await world.settled();
  // The last copies are still in flight when the first copy of each post has been counted.
  const expected = setting.posts.length;
  const giveUpAt = performance.now() + 120_000;
  while ((copiers[1]?.originals() ?? 0) < 3 * expected && performance.now() < giveUpAt) await sleep(200);
  await sleep(3_000);
  setting.say(
    `${copiers.map((one) => one.originals()).join(' and ')} messages in the two topics, each delivered three times`,
  );
  await Promise.all(copiers.map((one) => one[Symbol.asyncDispose]()));
  return await world.conclude();
}

interface Copier extends AsyncDisposable {
  /** The number of messages seen that this scenario did not copy. */
  readonly originals: () => number;
}

/** Publishes every message of a topic two more times, in random order. */
async function copyMessages(pubsub: PubSub, topicName: string, random: SeededRandom): Promise<Copier> {
  const topic = pubsub.topic(topicName);
  const [subscription] = await pubsub.createSubscription(topicName, `${topicName}-${randomUUID()}`);
  let originals = 0;
  let group: { data: Buffer; attributes: Record<string, string> }[] = [];
  const release = async (): Promise<void> => {
    const copies = [...group, ...group].map((message) => ({ message, order: random.fraction() }));
    group = [];
    copies.sort((a, b) => a.order - b.order);
    await Promise.all(copies.map(({ message }) => topic.publishMessage(message)));
  };
  const timer = setInterval(() => void release(), 500);
  subscription.on('error', () => undefined);
  subscription.on('message', (message) => {
    message.ack();
    if ('copy' in message.attributes) return;
    originals += 1;
    group.push({ data: message.data, attributes: { ...message.attributes, copy: 'yes' } });
  });
  return {
    originals: () => originals,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await release();
      await subscription.close();
    },
  };
}
