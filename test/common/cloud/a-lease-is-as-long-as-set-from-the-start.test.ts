import { expect, test } from 'vitest';
import type { Delivery } from '../../../functions/common/cloud/subscriber.ts';
import { type SubscriptionCall, subscribeTo } from '../../support/fakes/fake-pubsub.ts';

/** Subscribes to a Pub/Sub with one message. @param calls receives every call except pulls */
function open(calls: SubscriptionCall[], leaseSeconds: number) {
  const waiting = [{ ackId: 'ack-1', message: { messageId: '1', data: Buffer.from('a') } }];
  const deliveries: Delivery[] = [];
  const opened = subscribeTo(
    (call) => {
      if (call.method === 'pull') return waiting.splice(0);
      calls.push(call);
      return undefined;
    },
    { leaseSeconds, onDelivery: (delivery) => void deliveries.push(delivery) },
  );
  return { ...opened, deliveries };
}

const told = (calls: readonly SubscriptionCall[]) =>
  calls.map(({ method, reqOpts }) => [method, reqOpts.ackIds, reqOpts.ackDeadlineSeconds]);

test('a pulled message is leased for the configured time before work on it begins, whatever the subscription says', async () => {
  const calls: SubscriptionCall[] = [];
  const { clock, deliveries, subscriber } = open(calls, 600);
  await clock.until(() => deliveries.length === 1);
  deliveries[0]?.ack();
  await clock.during(subscriber.drain(5_000));
  expect(told(calls)).toEqual([
    ['modifyAckDeadline', ['ack-1'], 600],
    ['acknowledge', ['ack-1'], undefined],
  ]);
});

test('a lease is renewed after each third of it, until the message is settled', async () => {
  const calls: SubscriptionCall[] = [];
  const { clock, deliveries, subscriber } = open(calls, 60);
  await clock.advance(19_999);
  expect(calls).toHaveLength(1);
  await clock.advance(30_000);
  expect(told(calls)).toEqual(Array.from({ length: 3 }, () => ['modifyAckDeadline', ['ack-1'], 60]));
  deliveries[0]?.ack();
  await clock.advance(60_000);
  expect(told(calls).slice(3)).toEqual([['acknowledge', ['ack-1'], undefined]]);
  await clock.during(subscriber.drain(5_000));
  expect(clock.waiting()).toBe(0);
});

test('a message that is not settled when the time to drain is over is nacked', async () => {
  const calls: SubscriptionCall[] = [];
  const { clock, deliveries, subscriber } = open(calls, 60);
  await clock.until(() => deliveries.length === 1);
  await clock.during(subscriber.drain(5_000));
  expect(told(calls).at(-1)).toEqual(['modifyAckDeadline', ['ack-1'], 0]);
  expect(clock.monotonic()).toBeGreaterThanOrEqual(5_000);
});
