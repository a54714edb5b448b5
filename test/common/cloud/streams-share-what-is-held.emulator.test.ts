import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { type Delivery, openSubscriber } from '../../../functions/common/cloud/subscriber.ts';
import { systemRuntime } from '../../../functions/common/process/system-runtime.ts';
import { openDaemonClient, testEngine } from '../../support/emulators.ts';
import { sharedEmulators } from '../../support/shared.ts';

const emulators = sharedEmulators();

test('several streams hold no more messages in flight than one, hand out each once, and end together', async () => {
  const [topic] = await emulators.pubsub.createTopic('three-streams');
  await topic.createSubscription('three-streams');
  const texts = Array.from({ length: 300 }, (_, index) => String(index));
  await Promise.all(texts.map((text) => topic.publishMessage({ data: Buffer.from(text) })));
  const waiting: Delivery[] = [];
  const seen: string[] = [];
  let most = 0;
  await using client = await openDaemonClient(emulators.env, 'streaming');
  const subscriber = openSubscriber(client, {
    subscription: 'three-streams',
    streams: 3,
    maxMessages: 30,
    maxBytes: 1_000_000,
    leaseSeconds: 60,
    silenceMs: 60_000,
    clock: systemRuntime.clock,
    log: pino({ level: 'silent' }),
    onDelivery(delivery) {
      seen.push(delivery.data.toString());
      waiting.push(delivery);
      most = Math.max(most, waiting.length);
    },
  });
  while (seen.length < texts.length) {
    await sleep(20);
    for (const delivery of waiting.splice(0)) delivery.ack();
  }
  for (const delivery of waiting.splice(0)) delivery.ack();
  await subscriber.drain(10_000);
  expect(seen.toSorted()).toEqual(texts.toSorted());
  // Google's emulator ignores the flow control of a stream and sends every message.
  expect(most).toBeLessThanOrEqual(testEngine === 'local' ? 30 : texts.length);
  expect(subscriber.held()).toBe(0);
});
