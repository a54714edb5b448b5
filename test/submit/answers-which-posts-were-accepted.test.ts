import { expect, test } from 'vitest';
import { answerTo } from '../../functions/submit/answer.ts';
import type { Candidate } from '../../functions/submit/parse-posts.ts';

const valid = (index: number): Candidate => ({
  index,
  post: { id: `p${index}`, publication: 'P', content: 'c' },
});
const invalid = (index: number): Candidate => ({
  index,
  errors: [{ path: 'content', message: 'is required' }],
});
const batch = (...candidates: Candidate[]) => ({ batch: true, candidates });

test('when Pub/Sub takes some posts of a batch and not others, the answer says exactly which', () => {
  const answer = answerTo(batch(valid(0), invalid(1), valid(2), valid(3)), [true, false, true]);
  expect(answer.status).toBe(207);
  expect(answer.headers).toHaveProperty('retry-after');
  expect(answer.body).toMatchObject({
    accepted: [
      { index: 0, id: 'p0' },
      { index: 3, id: 'p3' },
    ],
    rejected: [{ index: 1 }, { index: 2, retry: true }],
  });
});

test('a batch in which only clients are at fault asks for no retry', () => {
  const answer = answerTo(batch(valid(0), invalid(1)), [true]);
  expect(answer.status).toBe(207);
  expect(answer.headers).not.toHaveProperty('retry-after');
  expect(answer.body).toMatchObject({ rejected: [{ index: 1, errors: [{ path: 'content' }] }] });
});

test.each([
  ['all accepted', [valid(0), valid(1)], [true, true], 202],
  ['none accepted by Pub/Sub', [valid(0), invalid(1)], [false], 503],
  ['none valid', [invalid(0), invalid(1)], [], 422],
])('%s', (_name, candidates, published, status) => {
  expect(answerTo(batch(...candidates), published).status).toBe(status);
});
