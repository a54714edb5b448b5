import { expect, test } from 'vitest';
import type { Delivery } from '../../../functions/common/cloud/subscriber.ts';
import { type GivenMessage, subscribeTo } from '../../support/fakes/fake-pubsub.ts';

function message(ackId: string, text: string, seconds: number): GivenMessage {
  return { ackId, message: { messageId: '1', data: Buffer.from(text), publishTime: { seconds, nanos: 0 } } };
}

/**
 * A subscriber of a Pub/Sub that returns one of these messages per pull. `acked` lists the acknowledged ones.
 */
function open(waiting: GivenMessage[]) {
  const acked: string[] = [];
  const handedBack: string[] = [];
  const deliveries: Delivery[] = [];
  const opened = subscribeTo(
    ({ method, reqOpts: { ackIds = [], ackDeadlineSeconds } }) => {
      if (method === 'acknowledge') acked.push(...ackIds);
      if (ackDeadlineSeconds === 0) handedBack.push(...ackIds);
      return method === 'pull' ? waiting.splice(0, 1) : undefined;
    },
    { onDelivery: (delivery) => void deliveries.push(delivery) },
  );
  return { ...opened, deliveries, acked, handedBack };
}

test.each([
  ['with other data', message('new', 'b', 1)],
  ['published at another time', message('new', 'a', 2)],
])('a different message with the id of one in flight (%s) is not acked with it', async (_, other) => {
  const { clock, deliveries, subscriber, acked, handedBack } = open([message('held', 'a', 1), other]);
  await clock.until(() => deliveries.length === 2);
  expect(subscriber.held()).toBe(2);
  deliveries[0]?.ack();
  deliveries[0]?.ack();
  expect(subscriber.held()).toBe(1);
  await clock.during(subscriber.drain(5_000));
  expect(acked).toEqual(['held']);
  expect(handedBack).toEqual(['new']);
});

test('a redelivered message joins the one in flight', async () => {
  const { clock, deliveries, subscriber, acked } = open([message('held', 'a', 1), message('again', 'a', 1)]);
  await clock.until(() => subscriber.held() === 2);
  expect(deliveries).toHaveLength(1);
  deliveries[0]?.ack();
  await clock.during(subscriber.drain(5_000));
  expect(acked.toSorted()).toEqual(['again', 'held']);
});
