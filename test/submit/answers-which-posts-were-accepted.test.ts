import { expect, test } from 'vitest';
import type { PostOutcome } from '../../functions/submit/publish-posts.ts';
import { replyTo } from '../../functions/submit/reply.ts';

const accepted = (index: number): PostOutcome => ({ index, status: 'accepted', id: `p${index}` });
const unavailable = (index: number): PostOutcome => ({ index, status: 'unavailable' });
const invalid = (index: number): PostOutcome => ({
  index,
  status: 'invalid',
  errors: [{ path: 'content', message: 'is required' }],
});
const replyToBatch = (...outcomes: PostOutcome[]) => {
  const reply = replyTo(outcomes, true);
  return { ...reply, body: JSON.parse(String(reply.body)) };
};

test('when Pub/Sub accepts only some posts of a batch, the response says which', () => {
  const reply = replyToBatch(accepted(0), invalid(1), unavailable(2), accepted(3));
  expect(reply.status).toBe(207);
  expect(reply.headers).toHaveProperty('retry-after');
  expect(reply.body).toMatchObject({
    accepted: [
      { index: 0, id: 'p0' },
      { index: 3, id: 'p3' },
    ],
    rejected: [{ index: 1 }, { index: 2, retry: true }],
  });
});

test('a batch that fails only by client errors asks for no retry', () => {
  const reply = replyToBatch(accepted(0), invalid(1));
  expect(reply.status).toBe(207);
  expect(reply.headers).not.toHaveProperty('retry-after');
  expect(reply.body).toMatchObject({ rejected: [{ index: 1, errors: [{ path: 'content' }] }] });
});

test.each([
  ['all accepted', [accepted(0), accepted(1)], 202],
  ['none accepted by Pub/Sub', [unavailable(0), invalid(1)], 503],
  ['none valid', [invalid(0), invalid(1)], 422],
])('a batch with %s', (_name, outcomes, status) => {
  expect(replyToBatch(...outcomes).status).toBe(status);
});

test.each([
  ['accepted', accepted(0), 202],
  ['not accepted by Pub/Sub', unavailable(0), 503],
  ['not valid', invalid(0), 422],
])('a single post that was %s', (_name, outcome, status) => {
  expect(replyTo([outcome], false).status).toBe(status);
});
