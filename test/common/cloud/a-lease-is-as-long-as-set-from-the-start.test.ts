import type { PubSub } from '@google-cloud/pubsub';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { type Delivery, openSubscriber } from '../../../functions/common/cloud/subscriber.ts';
import { virtualClock } from '../../support/virtual-clock.ts';

interface Call {
  readonly method: string;
  readonly reqOpts: { readonly ackIds?: readonly string[]; readonly ackDeadlineSeconds?: number };
}

/** A Pub/Sub with one message; it notes every call but pulls. */
function fakePubSub(calls: Call[]): PubSub {
  const waiting = [{ ackId: 'ack-1', message: { messageId: '1', data: Buffer.from('a') } }];
  return {
    projectId: 'demo-test',
    isEmulator: true,
    request(call: Call, answer: (error: null, response: object) => void) {
      if (call.method === 'pull') answer(null, { receivedMessages: waiting.splice(0) });
      else {
        calls.push(call);
        answer(null, {});
      }
    },
  } as unknown as PubSub;
}

function open(calls: Call[], leaseSeconds: number) {
  const clock = virtualClock();
  const deliveries: Delivery[] = [];
  const subscriber = openSubscriber(fakePubSub(calls), {
    subscription: 'one',
    pullApi: 'unary',
    maxMessages: 10,
    maxBytes: 1_000,
    leaseSeconds,
    silenceMs: 60_000,
    log: pino({ level: 'silent' }),
    clock,
    onDelivery: (delivery) => void deliveries.push(delivery),
  });
  return { clock, deliveries, subscriber };
}

const told = (calls: readonly Call[]) =>
  calls.map(({ method, reqOpts }) => [method, reqOpts.ackIds, reqOpts.ackDeadlineSeconds]);

test('what is asked for is leased for as long as the settings say before it is worked on, not as long as the subscription says', async () => {
  const calls: Call[] = [];
  const { clock, deliveries, subscriber } = open(calls, 600);
  await clock.until(() => deliveries.length === 1);
  deliveries[0]?.ack();
  await clock.during(subscriber.drain(5_000));
  expect(told(calls)).toEqual([
    ['modifyAckDeadline', ['ack-1'], 600],
    ['acknowledge', ['ack-1'], undefined],
  ]);
});

test('a lease is renewed when a third of it has passed, again and again until the message is settled', async () => {
  const calls: Call[] = [];
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

test('what is not settled when the time to drain is over is handed back', async () => {
  const calls: Call[] = [];
  const { clock, deliveries, subscriber } = open(calls, 60);
  await clock.until(() => deliveries.length === 1);
  await clock.during(subscriber.drain(5_000));
  expect(told(calls).at(-1)).toEqual(['modifyAckDeadline', ['ack-1'], 0]);
  expect(clock.monotonic()).toBeGreaterThanOrEqual(5_000);
});
