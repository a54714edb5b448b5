import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import type { PubSubClient } from '../../../functions/common/cloud/pubsub.ts';
import {
  type Delivery,
  openSubscriber,
  type Subscriber,
} from '../../../functions/common/cloud/subscriber.ts';
import { systemRuntime } from '../../../functions/common/process/system-runtime.ts';
import { openDaemonClient } from '../../support/emulators.ts';
import { beforeTests, sharedEmulators } from '../../support/shared.ts';

const emulators = sharedEmulators();
let clients: Readonly<Record<'streaming' | 'unary', PubSubClient>>;

beforeTests(async (parts) => {
  clients = {
    streaming: parts.use(await openDaemonClient(emulators.env, 'streaming')),
    unary: emulators.daemonClient,
  };
});

interface Listening extends AsyncDisposable {
  readonly subscriber: Subscriber;
  readonly deliveries: Delivery[];
  /** The messages of the log. */
  readonly said: string[];
  /** Waits for this number of deliveries. */
  readonly until: (count: number) => Promise<void>;
}

/** A topic with one subscription of the same name. */
async function createTopic(name: string): Promise<void> {
  const [topic] = await emulators.pubsub.createTopic(name);
  await topic.createSubscription(name);
}

async function publish(name: string, ...texts: readonly string[]): Promise<void> {
  const topic = emulators.pubsub.topic(name);
  await Promise.all(texts.map((text) => topic.publishMessage({ data: Buffer.from(text) })));
}

function listen(
  pullApi: 'streaming' | 'unary',
  name: string,
  onDelivery?: (delivery: Delivery) => void,
  silenceMs = 60_000,
): Listening {
  const deliveries: Delivery[] = [];
  const said: string[] = [];
  const subscriber = openSubscriber(clients[pullApi], {
    subscription: name,
    maxMessages: 10,
    maxBytes: 1_000_000,
    leaseSeconds: 10,
    silenceMs,
    clock: systemRuntime.clock,
    log: pino({ level: 'debug' }, { write: (line: string) => void said.push(JSON.parse(line).msg) }),
    onDelivery: (delivery) => {
      deliveries.push(delivery);
      onDelivery?.(delivery);
    },
  });
  return {
    subscriber,
    deliveries,
    said,
    async until(count) {
      while (deliveries.length < count) await sleep(10);
    },
    [Symbol.asyncDispose]: () => subscriber[Symbol.asyncDispose](),
  };
}

const textsOf = (deliveries: readonly Delivery[]): string[] =>
  deliveries.map(({ data }) => data.toString()).toSorted();

describe.each(['streaming', 'unary'] as const)('by %s pull', (pullApi) => {
  test('an acked message is not redelivered, a nacked one is, and a second ack or nack does nothing', async () => {
    await createTopic(`settling-${pullApi}`);
    await publish(`settling-${pullApi}`, 'a', 'b');
    await using first = listen(pullApi, `settling-${pullApi}`, (delivery) => {
      if (delivery.data.toString() === 'a') delivery.ack();
      else if (first.deliveries.length < 4) delivery.nack();
      else delivery.ack();
      delivery.nack();
    });
    await first.until(4);
    await first.subscriber.drain(5_000);
    expect(textsOf(first.deliveries)).toEqual(['a', 'b', 'b', 'b']);
    await using second = listen(pullApi, `settling-${pullApi}`, (delivery) => delivery.ack());
    await publish(`settling-${pullApi}`, 'c');
    await second.until(1);
    expect(textsOf(second.deliveries)).toEqual(['c']);
  });

  test('a message redelivered while it is in flight is not handed out twice, and one ack settles both', async () => {
    await createTopic(`again-${pullApi}`);
    await publish(`again-${pullApi}`, 'a');
    await using first = listen(pullApi, `again-${pullApi}`);
    await first.until(1);
    // Redelivers the message, as an expired lease does.
    await emulators.pubsub.subscription(`again-${pullApi}`).seek(new Date(Date.now() - 60_000));
    while (!first.said.includes('a message in flight was redelivered; both are settled together'))
      await sleep(10);
    expect(first.deliveries).toHaveLength(1);
    expect(first.subscriber.held()).toBe(2);
    first.deliveries[0]?.ack();
    expect(first.subscriber.held()).toBe(0);
    await first.subscriber.drain(5_000);
    await using second = listen(pullApi, `again-${pullApi}`, (delivery) => delivery.ack());
    await publish(`again-${pullApi}`, 'b');
    await second.until(1);
    await sleep(300);
    expect(textsOf(second.deliveries)).toEqual(['b']);
  });

  test('a drain waits for messages in flight, pulls no more, and sends the acks', async () => {
    await createTopic(`draining-${pullApi}`);
    await publish(`draining-${pullApi}`, 'a', 'b');
    await using first = listen(pullApi, `draining-${pullApi}`);
    await first.until(2);
    const drained = first.subscriber.drain(30_000);
    await publish(`draining-${pullApi}`, 'late');
    await sleep(300);
    expect(first.subscriber.held()).toBe(2);
    for (const delivery of first.deliveries) delivery.ack();
    await drained;
    expect(first.deliveries).toHaveLength(2);
    await using second = listen(pullApi, `draining-${pullApi}`, (delivery) => delivery.ack());
    await second.until(1);
    expect(textsOf(second.deliveries)).toEqual(['late']);
  });

  test('a message that is not settled in time is nacked at once', async () => {
    await createTopic(`overdue-${pullApi}`);
    await publish(`overdue-${pullApi}`, 'a', 'b');
    await using first = listen(pullApi, `overdue-${pullApi}`);
    await first.until(2);
    first.deliveries[0]?.ack();
    await first.subscriber.drain(100);
    expect(first.subscriber.held()).toBe(0);
    await using second = listen(pullApi, `overdue-${pullApi}`, (delivery) => delivery.ack());
    await second.until(1);
    expect(textsOf(second.deliveries)).toEqual([first.deliveries[1]?.data.toString()]);
  });

  test('a subscription that is missing for a while is pulled again once it exists', async () => {
    await createTopic(`missing-${pullApi}`);
    await using listening = listen(pullApi, `missing-${pullApi}`, (delivery) => delivery.ack());
    await publish(`missing-${pullApi}`, 'before');
    await listening.until(1);
    await emulators.pubsub.subscription(`missing-${pullApi}`).delete();
    while (
      !listening.said.includes('the subscription cannot be read; retrying, and its messages wait in Pub/Sub')
    )
      await sleep(20);
    await emulators.pubsub.topic(`missing-${pullApi}`).createSubscription(`missing-${pullApi}`);
    await publish(`missing-${pullApi}`, 'after');
    await listening.until(2);
    expect(textsOf(listening.deliveries)).toEqual(['after', 'before']);
  });
});

test('a silent stream is reopened and receives again', async () => {
  await createTopic('silent');
  await using listening = listen('streaming', 'silent', (delivery) => delivery.ack(), 1_000);
  while (!listening.said.includes('the stream has been silent; opening a new one')) await sleep(20);
  await publish('silent', 'a');
  await listening.until(1);
  expect(listening.subscriber.problems()).toEqual([]);
});

test('a backlog waits in Pub/Sub however long it takes: nothing is delivered twice, and messages in flight stay leased', async () => {
  await createTopic('backlog');
  const texts = Array.from({ length: 60 }, (_, index) => `message ${String(index).padStart(2, '0')}`);
  await publish('backlog', ...texts);
  let held: Delivery | undefined;
  let done = Promise.resolve();
  // All the work takes longer than a lease.
  await using listening = listen('unary', 'backlog', (delivery) => {
    held ??= delivery;
    if (held !== delivery) done = done.then(() => sleep(200)).then(delivery.ack);
    expect(listening.subscriber.held()).toBeLessThanOrEqual(10);
  });
  await listening.until(texts.length);
  await done;
  await sleep(500);
  held?.ack();
  await listening.subscriber.drain(5_000);
  expect(textsOf(listening.deliveries)).toEqual(texts);
  expect(listening.said).not.toContain('a message in flight was redelivered; both are settled together');
});
