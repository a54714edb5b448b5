import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Delivery, openSubscriber, type Subscriber } from '../../functions/common/subscriber.ts';
import { startTestEmulators, type TestEmulators } from '../support/emulators.ts';

let emulators: TestEmulators;
beforeAll(async () => {
  emulators = await startTestEmulators();
});
afterAll(() => emulators[Symbol.asyncDispose]());

interface Listening extends AsyncDisposable {
  readonly subscriber: Subscriber;
  readonly deliveries: Delivery[];
  /** Messages of the log. */
  readonly said: string[];
  /** Waits for so many deliveries. */
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

function listen(name: string, onDelivery?: (delivery: Delivery) => void, silenceMs = 60_000): Listening {
  const deliveries: Delivery[] = [];
  const said: string[] = [];
  const subscriber = openSubscriber(emulators.pubsub, {
    subscription: name,
    maxMessages: 10,
    maxBytes: 1_000_000,
    leaseSeconds: 10,
    silenceMs,
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

test('what is acked does not come again, what is nacked does, and settling twice is harmless', async () => {
  await createTopic('settling');
  await publish('settling', 'a', 'b');
  await using first = listen('settling', (delivery) => {
    if (delivery.data.toString() === 'a') delivery.ack();
    else if (first.deliveries.length < 4) delivery.nack();
    else delivery.ack();
    delivery.nack();
  });
  await first.until(4);
  await first.subscriber.drain(5_000);
  expect(textsOf(first.deliveries)).toEqual(['a', 'b', 'b', 'b']);
  await using second = listen('settling', (delivery) => delivery.ack());
  await publish('settling', 'c');
  await second.until(1);
  expect(textsOf(second.deliveries)).toEqual(['c']);
});

test('a message that comes again while it is held is not handed out twice, and is settled as one', async () => {
  await createTopic('again');
  await publish('again', 'a');
  await using first = listen('again');
  await first.until(1);
  // As if its lease had run out.
  await emulators.pubsub.subscription('again').seek(new Date(Date.now() - 60_000));
  while (!first.said.includes('delivered again while it is held')) await sleep(10);
  expect(first.deliveries).toHaveLength(1);
  expect(first.subscriber.held()).toBe(2);
  first.deliveries[0]?.ack();
  expect(first.subscriber.held()).toBe(0);
  await first.subscriber.drain(5_000);
  await using second = listen('again', (delivery) => delivery.ack());
  await publish('again', 'b');
  await second.until(1);
  await sleep(300);
  expect(textsOf(second.deliveries)).toEqual(['b']);
});

test('draining waits for what is held, takes nothing more, and tells Pub/Sub', async () => {
  await createTopic('draining');
  await publish('draining', 'a', 'b');
  await using first = listen('draining');
  await first.until(2);
  const drained = first.subscriber.drain(30_000);
  await publish('draining', 'late');
  await sleep(300);
  expect(first.subscriber.held()).toBe(2);
  for (const delivery of first.deliveries) delivery.ack();
  await drained;
  expect(first.deliveries).toHaveLength(2);
  await using second = listen('draining', (delivery) => delivery.ack());
  await second.until(1);
  expect(textsOf(second.deliveries)).toEqual(['late']);
});

test('what is not settled in time is handed back at once', async () => {
  await createTopic('overdue');
  await publish('overdue', 'a', 'b');
  await using first = listen('overdue');
  await first.until(2);
  first.deliveries[0]?.ack();
  await first.subscriber.drain(100);
  expect(first.subscriber.held()).toBe(0);
  await using second = listen('overdue', (delivery) => delivery.ack());
  await second.until(1);
  expect(textsOf(second.deliveries)).toEqual([first.deliveries[1]?.data.toString()]);
});

test('a silent stream is opened anew, and goes on receiving', async () => {
  await createTopic('silent');
  await using listening = listen('silent', (delivery) => delivery.ack(), 1_000);
  while (!listening.said.includes('no message for a while: opening a new stream')) await sleep(20);
  await publish('silent', 'a');
  await listening.until(1);
  expect(listening.subscriber.problems()).toEqual([]);
});

test('a subscription that is missing for a while is received from again once it is there', async () => {
  await createTopic('missing');
  await using listening = listen('missing', (delivery) => delivery.ack());
  await publish('missing', 'before');
  await listening.until(1);
  await emulators.pubsub.subscription('missing').delete();
  while (!listening.said.includes('the subscription failed')) await sleep(20);
  await emulators.pubsub.topic('missing').createSubscription('missing');
  await publish('missing', 'after');
  await listening.until(2);
  expect(textsOf(listening.deliveries)).toEqual(['after', 'before']);
});
