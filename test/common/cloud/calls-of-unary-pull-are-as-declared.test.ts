import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decoder, definitionsOf, encode } from '../../../emulators/engine/grpc/definitions.ts';
import { type SubscriberMethod, subscriberCalls } from '../../../functions/common/cloud/subscriber-calls.ts';

const definitions = definitionsOf('@google-cloud/pubsub');
const typeOf = (name: string) => definitions.lookupType(`google.pubsub.v1.${name}`);

/** The calls, with each request decoded by the declared types. @param response the answer to all */
function callsOf(response: Buffer = Buffer.alloc(0)) {
  const requests: { readonly method: SubscriberMethod; readonly request: object }[] = [];
  const client = {
    projectId: 'demo-test',
    sendSubscriber: async (method: SubscriberMethod, subscription: string, bytes: Buffer) => {
      const request = decoder<{ readonly subscription: string }>(typeOf(`${method}Request`))(bytes);
      expect(request.subscription).toBe(subscription);
      requests.push({ method, request });
      return response;
    },
  };
  return { calls: subscriberCalls(client, 'one', 1_000), requests };
}

const subscription = 'projects/demo-test/subscriptions/one';
const text = fc.string({ unit: 'binary', maxLength: 200 });
const name = text.filter((one) => one !== '__proto__');

test('a pull asks for what is there, at most 1,000 messages', async () => {
  const { calls, requests } = callsOf();
  await calls.pull(7);
  await calls.pull(5_000);
  expect(requests).toMatchObject([
    { method: 'Pull', request: { subscription, returnImmediately: true, maxMessages: 7 } },
    { method: 'Pull', request: { subscription, returnImmediately: true, maxMessages: 1_000 } },
  ]);
});

test('acks and leases name their messages, at most 1,000 in a request', async () => {
  const ackIds = Array.from({ length: 1_500 }, (_, index) => `ack-${index}-ü`);
  const { calls, requests } = callsOf();
  await calls.acknowledge(ackIds);
  await calls.modifyAckDeadline(['a'], 600);
  await calls.modifyAckDeadline(['b', 'c'], 0);
  expect(requests).toMatchObject([
    { method: 'Acknowledge', request: { ackIds: ackIds.slice(0, 1_000) } },
    { method: 'Acknowledge', request: { ackIds: ackIds.slice(1_000) } },
    { method: 'ModifyAckDeadline', request: { ackIds: ['a'], ackDeadlineSeconds: 600 } },
    { method: 'ModifyAckDeadline', request: { ackIds: ['b', 'c'], ackDeadlineSeconds: 0 } },
  ]);
});

test('an answer reads as the messages that it was encoded from', async () => {
  const received = fc.record({
    ackId: text.filter((one) => one !== ''),
    deliveryAttempt: fc.nat(100),
    message: fc.record({
      data: fc.uint8Array({ maxLength: 5_000 }).map((bytes) => Buffer.from(bytes)),
      attributes: fc.dictionary(name, text, { maxKeys: 4 }),
      messageId: text,
      publishTime: fc.record({
        seconds: fc.integer({ min: -1e11, max: 1e11 }),
        nanos: fc.nat(999).map((ms) => ms * 1e6),
      }),
      orderingKey: text,
    }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(received, { maxLength: 5 }), async (receivedMessages) => {
      const response = encode(typeOf('PullResponse'), { receivedMessages });
      const pulled = await callsOf(response).calls.pull(10);
      expect(
        pulled.map(({ data, attributes, ...rest }) => [data.toString('hex'), { ...attributes }, rest]),
      ).toEqual(
        receivedMessages.map(({ ackId, deliveryAttempt, message }) => [
          message.data.toString('hex'),
          { ...message.attributes },
          {
            ackId,
            attempt: deliveryAttempt,
            id: message.messageId,
            publishTime: new Date(message.publishTime.seconds * 1_000 + message.publishTime.nanos / 1e6),
          },
        ]),
      );
    }),
    { numRuns: 300 },
  );
});

test('a message with nothing in it reads as an empty one', async () => {
  const response = encode(typeOf('PullResponse'), { receivedMessages: [{ ackId: 'a', message: {} }] });
  expect(await callsOf(response).calls.pull(1)).toMatchObject([
    { ackId: 'a', id: '', attempt: 0, attributes: {} },
  ]);
});
