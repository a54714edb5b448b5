import { expect, test } from 'vitest';
import type { Attributes } from '../../../functions/common/cloud/attributes.ts';
import { deadLetter } from '../../../functions/common/cloud/dead-letters.ts';
import type { Publisher } from '../../../functions/common/cloud/publisher.ts';
import type { Rejection } from '../../../functions/common/domain/rejection.ts';
import { createLog } from '../../../functions/common/process/log.ts';

interface Rejected {
  readonly stands: boolean;
  readonly published: readonly { readonly data: string; readonly attributes: Attributes }[];
  /** The calls, in their order. */
  readonly events: readonly string[];
  readonly logged: string;
}

async function reject(
  rejection: Rejection,
  options: { accepted?: boolean; attributes?: Attributes } = {},
): Promise<Rejected> {
  const published: { data: string; attributes: Attributes }[] = [];
  const events: string[] = [];
  const lines: string[] = [];
  const publisher: Publisher = {
    publish: async ({ data, attributes }) => {
      if (options.accepted === false) throw new Error('UNAVAILABLE');
      published.push({ data: data.toString(), attributes });
      events.push('published');
      return '1';
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
  const log = createLog(
    'extract',
    { LOG_LEVEL: 'info', LOG_FORMAT: 'json' },
    { write: (line) => void lines.push(line) },
  );
  const delivery = {
    id: 'message-7',
    data: Buffer.from('{"not": a post'),
    attributes: options.attributes ?? {},
    attempt: 1,
    ack: () => void events.push('ack'),
    nack: () => void events.push('nack'),
  };
  const stands = await deadLetter(delivery, rejection, { publisher, stage: 'extract', log });
  return { stands, published, events, logged: lines.join('') };
}

const notJson: Rejection = { reason: 'not-json', error: 'the message is not JSON' };

test('a dead letter has the original data and attributes, with reason, error, stage and message id, and then the original is acked', async () => {
  const { stands, published, events, logged } = await reject(notJson, {
    attributes: { postId: 'p1', reason: 'old' },
  });
  expect(stands).toBe(true);
  expect(events).toEqual(['published', 'ack']);
  expect(published).toEqual([
    {
      data: '{"not": a post',
      attributes: {
        postId: 'p1',
        reason: 'not-json',
        error: 'the message is not JSON',
        stage: 'extract',
        messageId: 'message-7',
      },
    },
  ]);
  expect(JSON.parse(logged)).toMatchObject({
    severity: 'WARNING',
    reason: 'not-json',
    postId: 'p1',
    messageId: 'message-7',
  });
});

test('the original is nacked when the dead letter cannot be published', async () => {
  const { stands, events, logged } = await reject(notJson, { accepted: false });
  expect(stands).toBe(false);
  expect(events).toEqual(['nack']);
  expect(JSON.parse(logged)).toMatchObject({ severity: 'ERROR', err: { message: 'UNAVAILABLE' } });
});

test.each([
  ['x'.repeat(1_024), 'x'.repeat(1_024)],
  ['x'.repeat(1_025), 'x'.repeat(1_024)],
  [`${'x'.repeat(1_023)}é`, 'x'.repeat(1_023)],
  [`${'x'.repeat(1_022)}é`, `${'x'.repeat(1_022)}é`],
  ['😀'.repeat(300), '😀'.repeat(256)],
  [`xx${'😀'.repeat(300)}`, `xx${'😀'.repeat(255)}`],
  ['a\ud800', 'a\ufffd'],
])('an error longer than an attribute may be is cut between characters (%#)', async (error, attribute) => {
  const { published } = await reject({ reason: 'not-json', error });
  expect(published[0]?.attributes.error).toBe(attribute);
  expect(Buffer.byteLength(attribute)).toBeLessThanOrEqual(1_024);
});
