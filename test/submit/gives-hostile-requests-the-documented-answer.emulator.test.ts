import { describe, expect, test } from 'vitest';
import { beforeTests, sharedEmulators } from '../support/shared.ts';
import { exchange, type RawAnswer } from '../support/submit/exchange.ts';
import { hostileBodies } from '../support/submit/hostile-bodies.ts';
import type { HostileCase } from '../support/submit/hostile-case.ts';
import { hostileRequests } from '../support/submit/hostile-requests.ts';
import { type SubmitProcess, startSubmit } from '../support/submit/submit-process.ts';
import { readTopic, type TopicReader } from '../support/submit/topic-reader.ts';

const emulators = sharedEmulators();
let submit: SubmitProcess;
let topic: TopicReader;

beforeTests(async (parts) => {
  topic = parts.use(await readTopic(emulators.pubsub));
  submit = parts.use(await startSubmit({ ...emulators.env, SUBMIT_BODY_TIMEOUT_MS: '1500' }, 'framework'));
});

describe.each([
  ['body', hostileBodies],
  ['request', hostileRequests],
])('a hostile %s', (_kind, cases) => {
  test.for(cases.map((hostile) => [hostile.name, hostile] as const))('%s', async ([, hostile]) => {
    const answer = await exchange(submit.port, hostile.parts);
    expectDocumented(answer, hostile);
    const published = hostile.status === 202 ? await topic.take(1) : [];
    expect(published).toHaveLength(hostile.status === 202 ? 1 : 0);
    if (hostile.status === 207) expect(await topic.take(2)).toHaveLength(2);
  });
});

test('no refused post reached the topic, and one process answered every request', async () => {
  expect(await topic.rest()).toEqual([]);
  expect(submit.process.exitCode).toBeNull();
  expect(submit.output()).not.toMatch(/internal error|Uncaught|Unhandled/);
});

function expectDocumented(answer: RawAnswer | undefined, hostile: HostileCase): void {
  if (hostile.status === 'closed') {
    expect(answer).toBeUndefined();
    return;
  }
  expect(answer?.status, answer?.text).toBe(hostile.status);
  if (answer === undefined) return;
  expect(answer.headers).not.toHaveProperty('x-evil');
  expect(answer.body.length).toBeLessThan(5_000);
  if (hostile.byNode || answer.headers['content-length'] === '0') return;
  if (hostile.says !== undefined) expect(answer.body).toMatch(hostile.says);
  if (hostile.status < 400 || hostile.name.includes('HEAD')) return;
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect(JSON.parse(answer.body)).toMatchObject({
    type: 'about:blank',
    title: expect.any(String),
    status: hostile.status,
    detail: expect.any(String),
    errors: expect.any(Array),
  });
}
