/** When Pub/Sub is unavailable, silent or slow, the stage says so and does not pile up posts. */

import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startSubmit } from '../support/submit/submit-process.ts';

let parts: AsyncDisposableStack;
beforeEach(() => {
  parts = new AsyncDisposableStack();
});
afterEach(() => parts.disposeAsync());

const send = (url: string, body: unknown): Promise<Response> =>
  fetch(`${url}/posts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** Accepts connections and never answers. */
async function silentServer(): Promise<string> {
  const sockets = new Set<{ destroy(): void }>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  parts.defer(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await once(server, 'listening');
  const address = server.address();
  return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

test('without Pub/Sub a post is answered with 503 and Retry-After within the timeout', async () => {
  const submit = parts.use(await startSubmit({ SUBMIT_PUBLISH_TIMEOUT_MS: '300' }));
  const response = await send(submit.url, { publication: 'P', content: 'c' });
  expect(response.status).toBe(503);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await response.json()).toMatchObject({ status: 503, title: 'Service Unavailable', errors: [] });
  await expect
    .poll(submit.output)
    .toContain('Pub/Sub did not accept all posts; the answer tells the sender which to send again');
});

test('a silent Pub/Sub gives the same response, and that of a batch says which posts can be retried', async () => {
  const env = { SUBMIT_PUBLISH_TIMEOUT_MS: '300', PUBSUB_EMULATOR_HOST: await silentServer() };
  const submit = parts.use(await startSubmit(env));
  const response = await send(submit.url, [{ publication: 'P', content: 'c' }, { publication: 'P' }]);
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({
    accepted: [],
    rejected: [
      { index: 0, retry: true },
      { index: 1, errors: [{ path: 'content', message: 'is required' }] },
    ],
  });
});

test('when more bytes are in flight than allowed, requests are refused at once until Pub/Sub answers', async () => {
  const submit = parts.use(
    await startSubmit({
      SUBMIT_PUBLISH_TIMEOUT_MS: '1500',
      SUBMIT_MAX_HELD_BYTES: '20000000',
      PUBSUB_EMULATOR_HOST: await silentServer(),
    }),
  );
  const large = Array.from({ length: 6 }, () => ({ publication: 'P', content: 'c'.repeat(999_000) }));
  // Each body fits alone, and both together do not. On a busy machine one may end before the other starts, so
  // the test retries until they overlap.
  let refused: Response | undefined;
  while (refused === undefined) {
    const answers = await Promise.all(Array.from({ length: 4 }, () => send(submit.url, large)));
    expect(answers.map(({ status }) => status)).toEqual(Array(4).fill(503));
    refused = answers.find(({ headers }) => headers.get('retry-after') === '2');
  }
  expect(await refused.text()).toContain('Too many posts are being submitted');
  await expect
    .poll(async () => (await send(submit.url, large)).text(), { timeout: 20_000 })
    .toMatch(/Pub\/Sub/);
});
