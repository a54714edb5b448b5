import type { PubSub } from '@google-cloud/pubsub';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { openSubscriber } from '../../../functions/common/cloud/subscriber.ts';

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

test('what is asked for is leased for as long as the settings say before it is worked on, not as long as the subscription says', async () => {
  const calls: Call[] = [];
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
  await using subscriber = openSubscriber(fakePubSub(calls), {
    subscription: 'one',
    pullApi: 'unary',
    maxMessages: 10,
    maxBytes: 1_000,
    // No renewal is due before the test has ended.
    leaseSeconds: 600,
    silenceMs: 60_000,
    log: pino({ level: 'silent' }),
    onDelivery: (delivery) => {
      arrive();
      setTimeout(delivery.ack, 10);
    },
  });
  await arrived;
  await subscriber.drain(5_000);
  expect(calls.map(({ method, reqOpts }) => [method, reqOpts.ackIds, reqOpts.ackDeadlineSeconds])).toEqual([
    ['modifyAckDeadline', ['ack-1'], 600],
    ['acknowledge', ['ack-1'], undefined],
  ]);
});
