import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decoder, definitionsOf, encode } from '../../../emulators/engine/grpc/definitions.ts';
import {
  encodePublishRequest,
  measured,
  messageIdsOf,
} from '../../../functions/common/cloud/publish-request.ts';

interface Request {
  readonly topic: string;
  readonly messages: readonly {
    readonly data: Buffer;
    readonly attributes: Readonly<Record<string, string>>;
  }[];
}

const definitions = definitionsOf('@google-cloud/pubsub');
const response = definitions.lookupType('google.pubsub.v1.PublishResponse');
const read = decoder<Request>(definitions.lookupType('google.pubsub.v1.PublishRequest'));

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ minLength: 120, maxLength: 140 }),
);
const message = fc.record(
  {
    data: fc.uint8Array({ maxLength: 20_000 }).map((bytes) => Buffer.from(bytes)),
    tail: text,
    attributes: fc.dictionary(text, text, { maxKeys: 4 }),
  },
  { requiredKeys: ['data', 'attributes'] },
);

test('a request reads as the topic and messages that it was encoded from', () => {
  fc.assert(
    fc.property(text, fc.array(message, { maxLength: 5 }), fc.nat(60_000), (topic, messages, room) => {
      const request = encodePublishRequest(topic, messages.map(measured), Buffer.alloc(room, 0xff));
      const seen = read(request);
      expect(seen.topic).toBe(topic);
      expect(
        seen.messages.map(({ data, attributes }) => [Buffer.from(data).toString('hex'), { ...attributes }]),
      ).toEqual(
        messages.map(({ data, tail = '', attributes }) => [
          Buffer.concat([data, Buffer.from(tail)]).toString('hex'),
          { ...attributes },
        ]),
      );
      const sum = messages.reduce((size, one) => size + measured(one).bytes, 0);
      expect(request.length - encodePublishRequest(topic, []).length).toBe(sum);
    }),
    { numRuns: 300 },
  );
});

test('a response reads as the ids of the messages', () => {
  const messageIds = ['1', '23', 'x'.repeat(200)];
  expect(messageIdsOf(encode(response, { messageIds }))).toEqual(messageIds);
  expect(messageIdsOf(Buffer.alloc(0))).toEqual([]);
});
