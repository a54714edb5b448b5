/**
 * The behaviour of Pub/Sub that the pipeline relies on, tested on the local engine (`npm test`) and Google's
 * emulator (`npm run test:emulators`). The engine follows the documents of the service. Where the emulator
 * does not, the test states its behaviour.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SubscriptionMetadata } from '@google-cloud/pubsub';
import { expect, test } from 'vitest';
import { GrpcCode } from '../../../functions/common/cloud/grpc.ts';
import {
  type Pulled,
  type SubscriberCalls,
  subscriberCalls,
} from '../../../functions/common/cloud/subscriber-calls.ts';
import { testEngine } from '../../support/emulators.ts';
import { sharedEmulators } from '../../support/shared.ts';

const emulators = sharedEmulators();
const isGoogle = testEngine === 'google';

async function subscribed(settings: SubscriptionMetadata = {}) {
  const name = `c-${randomUUID()}`;
  const [topic] = await emulators.pubsub.createTopic(name);
  await emulators.pubsub.createSubscription(name, name, settings);
  return { name, topic, calls: subscriberCalls(emulators.daemonClient, name, 10_000) };
}

async function pullSome(calls: SubscriberCalls, count: number): Promise<readonly Pulled[]> {
  const pulled: Pulled[] = [];
  for (let i = 0; pulled.length < count && i < 500; i++) {
    pulled.push(...(await calls.pull(count - pulled.length)));
    if (pulled.length < count) await sleep(20);
  }
  return pulled;
}

const textOf = ({ data }: Pulled): string => data.toString();

test('a message arrives unchanged, and is gone once it is acked', async () => {
  const { topic, calls } = await subscribed();
  const id = await topic.publishMessage({ data: Buffer.from('a'), attributes: { one: '1', two: 'zwei' } });
  const [message] = await pullSome(calls, 1);
  expect(message).toMatchObject({ id, attributes: { one: '1', two: 'zwei' }, attempt: 0 });
  expect(message?.data.toString()).toBe('a');
  await calls.acknowledge([message?.ackId ?? '']);
  expect(await calls.pull(10)).toEqual([]);
});

test('a leased message is not redelivered, and a nacked one is', async () => {
  const { topic, calls } = await subscribed();
  await topic.publishMessage({ data: Buffer.from('a') });
  const [first] = await pullSome(calls, 1);
  expect(await calls.pull(10)).toEqual([]);
  await calls.modifyAckDeadline([first?.ackId ?? ''], 0);
  const [second] = await pullSome(calls, 1);
  expect(second?.id).toBe(first?.id);
  expect(second?.ackId).not.toBe(first?.ackId);
});

test('each subscription of a topic receives every message', async () => {
  const { name, topic, calls } = await subscribed();
  await emulators.pubsub.createSubscription(name, `${name}-2`);
  await topic.publishMessage({ data: Buffer.from('a') });
  const other = subscriberCalls(emulators.daemonClient, `${name}-2`, 10_000);
  expect((await pullSome(calls, 1)).map(textOf)).toEqual(['a']);
  expect((await pullSome(other, 1)).map(textOf)).toEqual(['a']);
});

test('after the last attempt a message becomes a dead letter that names its subscription', async () => {
  const dead = await subscribed();
  const { name, topic, calls } = await subscribed({
    deadLetterPolicy: {
      deadLetterTopic: `projects/${emulators.projectId}/topics/${dead.name}`,
      maxDeliveryAttempts: 5,
    },
  });
  await topic.publishMessage({ data: Buffer.from('poison'), attributes: { postId: '7' } });
  const attempts: number[] = [];
  for (let i = 0; i < 5; i++) {
    const [message] = await pullSome(calls, 1);
    attempts.push(message?.attempt ?? 0);
    await calls.modifyAckDeadline([message?.ackId ?? ''], 0);
  }
  expect(attempts).toEqual([1, 2, 3, 4, 5]);
  // The emulator forwards the message at the next pull.
  expect(await calls.pull(1)).toEqual([]);
  const [letter] = await pullSome(dead.calls, 1);
  expect(letter?.data.toString()).toBe('poison');
  expect(letter?.attributes).toMatchObject({
    postId: '7',
    CloudPubSubDeadLetterSourceDeliveryCount: '5',
    CloudPubSubDeadLetterSourceSubscription: name,
    CloudPubSubDeadLetterSourceSubscriptionProject: emulators.projectId,
  });
});

test('a retry policy delays nacked messages; the emulator redelivers the first at once', async () => {
  const { topic, calls } = await subscribed({
    retryPolicy: { minimumBackoff: { seconds: 2 }, maximumBackoff: { seconds: 4 } },
  });
  await topic.publishMessage({ data: Buffer.from('a') });
  const [message] = await pullSome(calls, 1);
  await calls.modifyAckDeadline([message?.ackId ?? ''], 0);
  await sleep(200);
  expect(await calls.pull(1)).toHaveLength(isGoogle ? 1 : 0);
  if (!isGoogle) expect(await pullSome(calls, 1)).toHaveLength(1);
});

test('a stream receives no more than its flow control allows; the emulator sends all', async () => {
  const { name, topic } = await subscribed();
  await Promise.all(
    Array.from({ length: 50 }, (_, i) => topic.publishMessage({ data: Buffer.from(String(i)) })),
  );
  const subscription = emulators.pubsub.subscription(name, {
    flowControl: { maxMessages: 5, allowExcessMessages: true },
    streamingOptions: { maxStreams: 1 },
    batching: { maxMilliseconds: 5 },
  });
  const held: { readonly ack: () => void }[] = [];
  let most = 0;
  let arrived = 0;
  subscription.on('message', (message) => {
    arrived += 1;
    held.push(message);
    most = Math.max(most, held.length);
  });
  await sleep(500);
  const first = held.length;
  while (arrived < 50 || held.length > 0) {
    held.splice(0).forEach((message) => {
      message.ack();
    });
    await sleep(20);
  }
  await subscription.close();
  if (isGoogle) expect(first).toBeGreaterThan(5);
  else expect({ first, most }).toEqual({ first: 5, most: 5 });
});

test('a seek to now purges, and a seek to the past ends the leases', async () => {
  const { name, topic, calls } = await subscribed();
  await topic.publishMessage({ data: Buffer.from('a') });
  await pullSome(calls, 1);
  await emulators.pubsub.subscription(name).seek(new Date(Date.now() - 60_000));
  expect((await pullSome(calls, 1)).map(textOf)).toEqual(['a']);
  await emulators.pubsub.subscription(name).seek(new Date(Date.now() + 1_000));
  expect(await calls.pull(1)).toEqual([]);
});

test('a missing or an existing resource is an error that says so', async () => {
  const { name } = await subscribed();
  const { pubsub } = emulators;
  const code = (code: number) => ({ code });
  await expect(pubsub.topic('none').publishMessage({ data: Buffer.from('a') })).rejects.toMatchObject(
    code(GrpcCode.notFound),
  );
  await expect(pubsub.createTopic(name)).rejects.toMatchObject(code(GrpcCode.alreadyExists));
  await expect(pubsub.createSubscription(name, name)).rejects.toMatchObject(code(GrpcCode.alreadyExists));
  await expect(pubsub.createSubscription('none', `${name}-3`)).rejects.toMatchObject(code(GrpcCode.notFound));
  await expect(pubsub.subscription('none').delete()).rejects.toMatchObject(code(GrpcCode.notFound));
});

test('a filter is refused; the emulator accepts it and does not apply it', async () => {
  const { name } = await subscribed();
  const creating = emulators.pubsub.createSubscription(name, `${name}-4`, { filter: 'attributes.a = "b"' });
  if (isGoogle) await creating;
  else await expect(creating).rejects.toMatchObject({ code: GrpcCode.unimplemented });
});

test('an attribute of more than 1,024 bytes is refused; the emulator accepts it', async () => {
  const { topic } = await subscribed();
  const publishing = topic.publishMessage({ data: Buffer.from('a'), attributes: { a: 'x'.repeat(1_025) } });
  if (isGoogle) await publishing;
  else await expect(publishing).rejects.toMatchObject({ code: GrpcCode.invalidArgument });
});
