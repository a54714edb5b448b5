import { expect, test } from 'vitest';
import { derivedPostId } from '../../functions/common/domain/keys.ts';
import { traceAttribute } from '../../functions/common/process/trace.ts';
import { beforeTests, sharedEmulators } from '../support/shared.ts';
import { type SubmitProcess, startSubmit } from '../support/submit/submit-process.ts';
import { readTopic, type TopicReader } from '../support/submit/topic-reader.ts';

const emulators = sharedEmulators();
let submit: SubmitProcess;
let topic: TopicReader;

beforeTests(async (parts) => {
  topic = parts.use(await readTopic(emulators.pubsub));
  submit = parts.use(await startSubmit(emulators.env));
});

function send(body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(`${submit.url}/posts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

test('a post without an id gets a derived id and is published as it was sent', async () => {
  const post = { publication: 'Example Times', content: 'Ada Lovelace met “Charles Babbage” in London.' };
  const response = await send(post);
  const id = derivedPostId(post.publication, post.content);
  expect(response.status).toBe(202);
  expect(await response.json()).toEqual({ id });
  const [message] = await topic.take(1);
  expect(message?.post).toEqual({ ...post, id, acceptedAt: expect.any(String) });
  const acceptedAt = Date.parse(message?.post.acceptedAt ?? '');
  expect(Math.abs(Date.now() - acceptedAt)).toBeLessThan(60_000);
  expect(message?.attributes).toMatchObject({ postId: id, publication: 'Example Times' });
});

test('a lone surrogate, which a Pub/Sub message cannot carry, becomes a replacement character', async () => {
  const body = '{"publication":"P","content":"cut \\ud83d"}';
  expect((await send(body)).status).toBe(202);
  const [message] = await topic.take(1);
  expect(message?.post).toMatchObject({ content: 'cut \ufffd', id: derivedPostId('P', 'cut \ufffd') });
});

test('the id and date of the sender are kept', async () => {
  const post = { publication: 'P', content: 'c', id: 'a:1', publishedAt: '2026-01-31T09:30:00+02:00' };
  expect(await (await send(post)).json()).toEqual({ id: 'a:1' });
  expect((await topic.take(1))[0]?.post).toEqual({ ...post, acceptedAt: expect.any(String) });
});

test("the trace of the request continues in the message's attributes and in the log", async () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  await send({ publication: 'P', content: 'c' }, { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
  const [message] = await topic.take(1);
  expect(message?.attributes[traceAttribute]).toMatch(
    new RegExp(`^00-${traceId}-(?!b7ad6b7169203331)[0-9a-f]{16}-01$`),
  );
  await send('{', { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
  await expect.poll(submit.output).toContain(`projects/demo-entity-pipeline/traces/${traceId}`);
});

test('the first post of a batch carries the mark that makes stages log the request; every post carries the trace', async () => {
  const traceId = '0af7651916cd43dd8448eb211c80319d';
  const posts = [
    { content: 1 },
    ...[1, 2, 3].map((n) => ({ publication: 'P', content: `Text ${n}`, id: `t${n}` })),
  ];
  await send(posts, { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
  const messages = await topic.take(3);
  const traces = messages.map(({ post, attributes }) => [post.id, attributes[traceAttribute]]);
  expect(Object.fromEntries(traces)).toEqual({
    t1: expect.stringMatching(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`)),
    t2: expect.stringMatching(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`)),
    t3: expect.stringMatching(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`)),
  });
});

test('a thousand posts in one request are all accepted, in order, each with its id', async () => {
  const posts = Array.from({ length: 1_000 }, (_, n) => ({
    publication: `P ${n % 7}`,
    content: `Text ${n}`,
    id: `b${n}`,
  }));
  const response = await send(posts);
  expect(response.status).toBe(202);
  expect(await response.json()).toEqual({
    accepted: posts.map(({ id }, index) => ({ index, id })),
    rejected: [],
  });
  const messages = await topic.take(1_000);
  expect(messages.map(({ post }) => post.id).sort()).toEqual(posts.map(({ id }) => id).sort());
});

test('an array with valid and invalid posts is accepted in part, and the response lists both', async () => {
  const response = await send([
    { publication: 'P', content: 'good', id: 'g' },
    { publication: 'P', body: 'x' },
    7,
  ]);
  expect(response.status).toBe(207);
  expect(await response.json()).toEqual({
    accepted: [{ index: 0, id: 'g' }],
    rejected: [
      {
        index: 1,
        errors: [
          { path: 'content', message: 'is required' },
          { path: 'body', message: 'is not a field of a post' },
        ],
      },
      { index: 2, errors: [{ path: '', message: 'must be an object' }] },
    ],
  });
  expect(await topic.take(1)).toHaveLength(1);
});

test('a batch without a valid post is answered with a problem that lists every post', async () => {
  const response = await send('{"content":1}\n{\n', { 'content-type': 'application/x-ndjson' });
  expect(response.status).toBe(422);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.json()).toMatchObject({
    status: 422,
    accepted: [],
    rejected: [{ index: 0 }, { index: 1 }],
  });
});

test('a repeated post is accepted again under the same id', async () => {
  const post = { publication: 'Twice', content: 'The same text.' };
  const ids = [await send(post), await send({ ...post, publication: ' TWICE ' })].map((response) =>
    response.json(),
  );
  const [first, second] = await Promise.all(ids);
  expect(second).toEqual(first);
  expect(await topic.take(2)).toHaveLength(2);
});

test('OPTIONS answers with the methods and formats that the path accepts', async () => {
  const response = await fetch(`${submit.url}/posts`, { method: 'OPTIONS' });
  expect(response.status).toBe(204);
  expect(response.headers.get('allow')).toBe('POST, OPTIONS');
  expect(response.headers.get('accept-post')).toBe('application/json, application/x-ndjson');
});
