import { expect, test } from 'vitest';
import { createTopology } from '../../emulators/create-topology.ts';
import { type Subscription, type Topology, topology } from '../../functions/common/domain/topology.ts';
import { testEngine } from '../support/emulators.ts';
import { sharedEmulators } from '../support/shared.ts';

const emulators = sharedEmulators();

const WEEK = 7 * 24 * 60 * 60;

/** A declared subscription and the actual one, in the same form. */
async function readBack(subscription: Subscription) {
  const [metadata] = await emulators.pubsub.subscription(subscription.name).getMetadata();
  const { retryPolicy, deadLetterPolicy, messageRetentionDuration } = metadata;
  const seconds = (duration: { seconds?: unknown } | null | undefined): number =>
    Number(duration?.seconds ?? 0);
  return {
    name: metadata.name?.split('/').at(-1),
    topic: metadata.topic?.split('/').at(-1),
    ackDeadlineSeconds: metadata.ackDeadlineSeconds,
    retentionSeconds:
      typeof messageRetentionDuration === 'number'
        ? messageRetentionDuration
        : seconds(messageRetentionDuration),
    ...(retryPolicy && {
      retry: {
        minimumSeconds: seconds(retryPolicy.minimumBackoff),
        maximumSeconds: seconds(retryPolicy.maximumBackoff),
      },
    }),
    ...(deadLetterPolicy && {
      deadLetter: {
        topic: deadLetterPolicy.deadLetterTopic?.split('/').at(-1),
        maxDeliveryAttempts: deadLetterPolicy.maxDeliveryAttempts,
      },
    }),
  };
}

const isLocal = testEngine === 'local';

/**
 * The declaration without the settings that Google's emulator lacks: retention of more than a week, and retry
 * policies.
 */
function declared(wanted: Subscription): Subscription {
  if (isLocal) return wanted;
  const { retry: _, ...subscription } = wanted;
  return { ...subscription, retentionSeconds: Math.min(subscription.retentionSeconds, WEEK) };
}

async function expectDeclared(wanted: Topology): Promise<void> {
  for (const subscription of Object.values(wanted.subscriptions))
    expect(await readBack(subscription)).toEqual(declared(subscription));
  for (const topic of Object.values(wanted.topics)) {
    const [metadata] = await emulators.pubsub.topic(topic.name).getMetadata();
    expect(Number(metadata.messageRetentionDuration?.seconds ?? 0)).toBe(topic.retentionSeconds ?? 0);
  }
}

test('all topics and subscriptions have the declared settings', async () => {
  await expectDeclared(topology());
});

test('a repeated or concurrent run changes nothing and keeps the messages', async () => {
  const { pubsub } = emulators;
  const wanted = topology('again');
  await Promise.all([1, 2, 3].map(() => createTopology(pubsub, wanted, isLocal)));
  await pubsub.topic(wanted.topics.posts.name).publishMessage({ data: Buffer.from('kept') });
  await createTopology(pubsub, wanted, isLocal);
  await expectDeclared(wanted);
  const subscription = pubsub.subscription(wanted.subscriptions.extract.name);
  const received = await new Promise<string>((resolve, reject) => {
    subscription.on('error', reject).on('message', (message) => {
      message.ack();
      resolve(message.data.toString());
    });
  });
  await subscription.close();
  expect(received).toBe('kept');
});

test('changed settings are updated, and settings no longer declared are removed', async () => {
  const before = topology('changed');
  await createTopology(emulators.pubsub, before, isLocal);
  const { retry: _, ...save } = before.subscriptions.save;
  const after: Topology = {
    topics: { ...before.topics, posts: { ...before.topics.posts, retentionSeconds: 3_600 } },
    subscriptions: {
      ...before.subscriptions,
      save: { ...save, ackDeadlineSeconds: 30 },
      extract: {
        ...before.subscriptions.extract,
        retentionSeconds: 1_200,
        retry: { minimumSeconds: 2, maximumSeconds: 20 },
        deadLetter: { topic: before.topics.postsDeadLetter.name, maxDeliveryAttempts: 7 },
      },
    },
  };
  await createTopology(emulators.pubsub, after, isLocal);
  await expectDeclared(after);
});
