import type { PubSub } from '@google-cloud/pubsub';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { type Delivery, openSubscriber } from '../../../functions/common/cloud/subscriber.ts';
import { virtualClock } from '../../support/virtual-clock.ts';

interface Call {
  readonly method: string;
  readonly reqOpts: { readonly ackIds?: readonly string[]; readonly ackDeadlineSeconds?: number };
}

interface Waiting {
  readonly ackId: string;
  readonly message: {
    readonly messageId: string;
    readonly data: Buffer;
    readonly publishTime: { readonly seconds: number; readonly nanos: number };
  };
}

function message(ackId: string, text: string, seconds: number): Waiting {
  return { ackId, message: { messageId: '1', data: Buffer.from(text), publishTime: { seconds, nanos: 0 } } };
}

/** A subscriber of a Pub/Sub that has these messages to give, one a pull; `acked` are those that were acknowledged. */
function open(waiting: Waiting[]) {
  const acked: string[] = [];
  const handedBack: string[] = [];
  const pubsub = {
    projectId: 'demo-test',
    isEmulator: true,
    request({ method, reqOpts }: Call, answer: (error: null, response: object) => void) {
      if (method === 'acknowledge') acked.push(...(reqOpts.ackIds ?? []));
      if (reqOpts.ackDeadlineSeconds === 0) handedBack.push(...(reqOpts.ackIds ?? []));
      answer(null, method === 'pull' ? { receivedMessages: waiting.splice(0, 1) } : {});
    },
  } as unknown as PubSub;
  const clock = virtualClock();
  const deliveries: Delivery[] = [];
  const subscriber = openSubscriber(pubsub, {
    subscription: 'one',
    pullApi: 'unary',
    maxMessages: 10,
    maxBytes: 1_000,
    leaseSeconds: 60,
    silenceMs: 60_000,
    log: pino({ level: 'silent' }),
    clock,
    onDelivery: (delivery) => void deliveries.push(delivery),
  });
  return { clock, deliveries, subscriber, acked, handedBack };
}

test.each([
  ['with other data', message('new', 'b', 1)],
  ['published at another time', message('new', 'a', 2)],
])(
  'a message that has the id of one that is held, but is another (%s), is not acked with it',
  async (_, other) => {
    const { clock, deliveries, subscriber, acked, handedBack } = open([message('held', 'a', 1), other]);
    await clock.until(() => deliveries.length === 2);
    expect(subscriber.held()).toBe(2);
    deliveries[0]?.ack();
    deliveries[0]?.ack();
    expect(subscriber.held()).toBe(1);
    await clock.during(subscriber.drain(5_000));
    expect(acked).toEqual(['held']);
    expect(handedBack).toEqual(['new']);
  },
);

test('the same message, delivered again, is joined to the one that is held', async () => {
  const { clock, deliveries, subscriber, acked } = open([message('held', 'a', 1), message('again', 'a', 1)]);
  await clock.until(() => subscriber.held() === 2);
  expect(deliveries).toHaveLength(1);
  deliveries[0]?.ack();
  await clock.during(subscriber.drain(5_000));
  expect(acked.toSorted()).toEqual(['again', 'held']);
});
