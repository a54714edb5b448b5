import { once } from 'node:events';
import { createServer } from 'node:http';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { createHttpHandler, type Exchange } from '../../../functions/common/http/http-handler.ts';
import { ProblemError } from '../../../functions/common/http/problem.ts';
import type { Reply } from '../../../functions/common/http/reply.ts';
import type { Runtime } from '../../../functions/common/process/runtime.ts';
import { systemRuntime } from '../../../functions/common/process/system-runtime.ts';
import { exchange } from '../../support/submit/exchange.ts';
import { rawRequest } from '../../support/submit/hostile-case.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';

const TRACE = '0123456789abcdef0123456789abcdef';

let parts = new AsyncDisposableStack();
let lines: string[] = [];
afterEach(async () => {
  await parts.disposeAsync();
  parts = new AsyncDisposableStack();
  lines = [];
});

/** Serves `answer` and returns the URL. */
async function serve(
  answer: (exchange: Exchange) => Promise<Reply>,
  runtime: Runtime = systemRuntime,
): Promise<string> {
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  const handler = createHttpHandler({
    project: 'p',
    log,
    headersFor: () => ({ 'x-always': 'yes' }),
    runtime,
    answer,
  });
  const server = createServer(handler).listen(0, '127.0.0.1');
  parts.defer(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

test('an internal error gives a problem document without details, and is logged with its trace', async () => {
  const url = await serve(async () => {
    throw new Error('the secret plan failed');
  });
  const response = await fetch(url, { headers: { traceparent: `00-${TRACE}-0123456789abcdef-01` } });
  expect(response.status).toBe(500);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('x-always')).toBe('yes');
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({ status: 500, title: 'Internal Server Error', errors: [] });
  expect(text).not.toContain('secret');
  const logged = lines.find((line) => line.includes('the secret plan failed'));
  expect(logged).toContain(TRACE);
});

test('a refusal has its own status, headers and members, and only its cause is logged', async () => {
  const url = await serve(async () => {
    throw new ProblemError(503, 'Come back later.', {
      headers: { 'retry-after': '5' },
      members: { accepted: [] },
      cause: new Error('nobody there'),
    });
  });
  const response = await fetch(url);
  expect(response.headers.get('retry-after')).toBe('5');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await response.json()).toEqual({
    type: 'about:blank',
    title: 'Service Unavailable',
    status: 503,
    detail: 'Come back later.',
    errors: [],
    accepted: [],
  });
  expect(lines.join()).toContain('nobody there');
});

test('HEAD gets the headers of a reply without its body', async () => {
  const url = await serve(async () => ({
    status: 200,
    headers: { 'content-type': 'text/plain' },
    body: 'ä',
  }));
  const response = await fetch(url, { method: 'HEAD' });
  expect(response.headers.get('content-length')).toBe('2');
  expect(await response.text()).toBe('');
});

test('a client that is still sending an unread body gets the reply, and its connection closes', async () => {
  const url = await serve(async () => {
    throw new ProblemError(405, 'Only GET is possible.');
  });
  const response = await fetch(url, { method: 'POST', body: Buffer.alloc(5_000_000) });
  expect(response.status).toBe(405);
  expect(response.headers.get('connection')).toBe('close');
  expect(await response.json()).toMatchObject({ detail: 'Only GET is possible.' });
});

test.each([
  ['OPTIONS', 204, undefined],
  ['GET', 405, '{}'],
])('%s with an announced body that never arrives is answered at once', async (method, status, body) => {
  // The clock does not advance, so that any timer would wait forever.
  const url = await serve(
    async () => ({ status, headers: {}, ...(body !== undefined && { body }) }),
    virtualRuntime(),
  );
  const request = rawRequest({ line: `${method} /posts HTTP/1.1`, headers: ['Content-Length: 10'] });
  expect(await exchange(Number(new URL(url).port), [request])).toMatchObject({ status, body: body ?? '' });
});

test('the log entry of a request has the fields that its handler noted', async () => {
  const url = await serve(async ({ note }) => {
    note({ sender: 'desk' });
    throw new ProblemError(429, 'Too fast.');
  });
  await fetch(url);
  await expect.poll(() => lines.find((line) => line.includes('429 GET /'))).toContain('"sender":"desk"');
});
