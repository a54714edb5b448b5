import { once } from 'node:events';
import { chmod, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import {
  acceptAll,
  type FakeAnswer,
  type FakeRequest,
  startFakeFunction,
} from '../../support/fakes/fake-function.ts';
import { folderForEachTest } from '../../support/shared.ts';
import { type CliResult, runCli, startCli } from '../../support/submit/run-cli.ts';
import { freePort } from '../../support/submit/submit-process.ts';

const folder = folderForEachTest();

async function run(
  url: string,
  posts: number,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  const lines = Array.from({ length: posts }, (_, n) =>
    JSON.stringify({ id: `p${n}`, content: `c${n}`, publication: 'P' }),
  );
  await writeFile(folder.file('in.jsonl'), lines.join('\n'));
  return runCli(['--url', url, '--json', ...args, folder.file('in.jsonl')], { env });
}

const idsOf = ({ lines }: FakeRequest): string[] => lines.map((line) => JSON.parse(line).id);

test.each<[string, FakeAnswer]>([
  ['429', { status: 429, body: { detail: 'slow down' } }],
  ['503', { status: 503, body: '<html>unavailable</html>' }],
  ['502 of a proxy', { status: 502, body: 'bad gateway' }],
  ['a connection reset', { status: 0, reset: true }],
])('%s: the batch is retried', async (_what, fault) => {
  await using fake = await startFakeFunction((request) => (request.number < 2 ? fault : acceptAll(request)));
  const result = await run(fake.url, 3);
  expect(result.code, result.stderr).toBe(0);
  expect(JSON.parse(result.stdout)).toMatchObject({ accepted: 3, retries: 2 });
  expect(fake.requests.map(idsOf)).toEqual(Array(3).fill(['p0', 'p1', 'p2']));
  expect(result.stderr).toContain('retrying: ');
});

test('429 with Retry-After slows the run down and uses up no attempt', async () => {
  await using fake = await startFakeFunction((request) =>
    request.number < 3 ? { status: 429, headers: { 'retry-after': '1' }, body: {} } : acceptAll(request),
  );
  const result = await run(fake.url, 1, ['--attempts', '1']);
  expect(result.code, result.stderr).toBe(0);
  expect(fake.requests).toHaveLength(4);
});

const oneByOne = ['--batch', '1', '--concurrency', '1'];

test("a daily quota that is used up ends the run at once, with the function's message and how to resume", async () => {
  const usedUp: FakeAnswer = {
    status: 429,
    headers: { 'retry-after': '40000' },
    body: { detail: 'as many posts as it may on one day' },
  };
  await using fake = await startFakeFunction((request) => (request.number < 1 ? acceptAll(request) : usedUp));
  const result = await run(fake.url, 2, oneByOne);
  expect(result.code).toBe(69);
  expect(fake.requests).toHaveLength(2);
  expect(result.stderr).toMatch(/as many posts as it may on one day[\s\S]*--resume/);
});

test('a server that does not listen yet is waited for', async () => {
  const port = await freePort();
  const running = run(`http://127.0.0.1:${port}`, 1, ['--attempts', '30']);
  const server = createServer((_request, response) => {
    response.writeHead(202).end('{"accepted":[{"index":0,"id":"p0"}],"rejected":[]}');
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  setTimeout(() => server.listen(port, '127.0.0.1'), 700);
  await once(server, 'listening');
  expect((await running).code).toBe(0);
});

test('the wait of Retry-After is kept', async () => {
  const times: number[] = [];
  await using fake = await startFakeFunction((request) => {
    times.push(performance.now());
    return request.number === 0
      ? { status: 503, headers: { 'retry-after': '1' }, body: {} }
      : acceptAll(request);
  });
  expect((await run(fake.url, 1)).code).toBe(0);
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(990);
});

test('the rest of a batch accepted in part is retried, and a refused post becomes a reject', async () => {
  await using fake = await startFakeFunction((request) =>
    request.number > 0
      ? acceptAll(request)
      : {
          status: 207,
          body: {
            accepted: [{ index: 1, id: 'p1' }],
            rejected: [
              { index: 0, errors: [{ path: '', message: 'later' }], retry: true },
              { index: 2, errors: [{ path: 'content', message: 'is odd' }] },
              { index: 3, errors: [], retry: true },
            ],
          },
        },
  );
  const result = await run(fake.url, 4);
  expect(result.code).toBe(65);
  expect(JSON.parse(result.stdout)).toMatchObject({ accepted: 3, rejected: 1 });
  expect(fake.requests.map(idsOf)).toEqual([
    ['p0', 'p1', 'p2', 'p3'],
    ['p0', 'p3'],
  ]);
  expect(result.stderr).toMatch(/in\.jsonl:3: content is odd/);
});

test('a response that asks for smaller requests halves the batches', async () => {
  await using fake = await startFakeFunction((request) =>
    request.lines.length > 2 ? { status: 413, body: 'too large' } : acceptAll(request),
  );
  const result = await run(fake.url, 7);
  expect(result.code, result.stderr).toBe(0);
  expect(JSON.parse(result.stdout)).toMatchObject({ accepted: 7 });
});

test('a response that does not account for every post is refused', async () => {
  await using fake = await startFakeFunction(() => ({
    status: 202,
    body: { accepted: [{ index: 0, id: 'p0' }], rejected: [] },
  }));
  const result = await run(fake.url, 2, ['--attempts', '2']);
  expect(result.code).toBe(78);
  expect(result.stderr).toMatch(/refuses the posts: 202/);
});

test('without an accepted post there is nothing to continue, and no hint of it', async () => {
  await using fake = await startFakeFunction(() => ({ status: 401, body: { detail: 'the key is wrong' } }));
  const result = await run(fake.url, 1);
  expect(result.code).toBe(78);
  expect(result.stderr).not.toContain('--resume');
});

test.each([404, 405, 501])('%i is taken for the answer of another service', async (status) => {
  await using fake = await startFakeFunction(() => ({ status, body: { detail: 'not here' } }));
  const result = await run(fake.url, 1);
  expect(result.code).toBe(78);
  expect(result.stderr).toContain(
    `refuses the posts: ${status} not here. This is not the address of submit. By default it is http://127.0.0.1:8081.`,
  );
});

test('a closed port of this machine prompts the question whether the pipeline runs', async () => {
  const result = await run(`http://127.0.0.1:${await freePort()}`, 1, ['--attempts', '1']);
  expect(result.code).toBe(69);
  expect(result.stderr).toMatch(
    /nothing listens on 127\.0\.0\.1:\d+\. Is the pipeline running\? Start it with `npm start`\./,
  );
});

test.each([
  [401, 'the key is wrong'],
  [404, 'nothing here'],
  [415, 'not that'],
  [301, 'moved'],
])('%i ends the run at once with the response, exit code 78 and how to resume', async (status, detail) => {
  await using fake = await startFakeFunction((request) =>
    request.number < 1 ? acceptAll(request) : { status, body: { detail } },
  );
  const result = await run(fake.url, 2, [...oneByOne, '--api-key', 'secret']);
  expect(result.code).toBe(78);
  expect(fake.requests.length).toBeLessThanOrEqual(3);
  expect(result.stderr).toContain(`refuses the posts: ${status} ${detail}`);
  expect(result.stderr).toMatch(/To continue where this run ended:\s+npm run submit -- --resume .*in\.jsonl/);
  expect(result.stderr).not.toContain('secret');
});

test('after the allowed attempts the run gives up with the reason', async () => {
  await using fake = await startFakeFunction(() => ({ status: 503, body: { detail: 'no Pub/Sub' } }));
  const result = await run(fake.url, 1, ['--attempts', '3']);
  expect(result.code).toBe(69);
  expect(result.stderr).toMatch(/Gave up after 3 attempts in \d+ s: 503 no Pub\/Sub/);
});

test('Ctrl-C ends the wait for an unavailable function, and unaccepted posts are not confirmed', async () => {
  await using fake = await startFakeFunction(() => ({
    status: 503,
    headers: { 'retry-after': '100' },
    body: { detail: 'away' },
  }));
  await writeFile(folder.file('in.jsonl'), '{"content":"c","publication":"P"}');
  const running = startCli(['--url', fake.url, '--json', folder.file('in.jsonl')]);
  while (fake.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await new Promise((resolve) => setTimeout(resolve, 100));
  running.process.kill('SIGINT');
  const result = await running.result;
  expect(result.code).toBe(130);
  expect(JSON.parse(result.stdout)).toMatchObject({ accepted: 0, finished: false });
});

test('batch size, concurrency and limit are respected', async () => {
  let open = 0;
  let most = 0;
  // No request is answered before three are open, so that a fourth would show.
  const three = Promise.withResolvers<void>();
  await using fake = await startFakeFunction(async (request) => {
    most = Math.max(most, ++open);
    if (open === 3) three.resolve();
    await three.promise;
    await new Promise((resolve) => setTimeout(resolve, 20));
    open--;
    return acceptAll(request);
  });
  const result = await run(fake.url, 100, ['--batch', '7', '--concurrency', '3', '--limit', '40']);
  expect(result.code).toBe(0);
  expect(JSON.parse(result.stdout)).toMatchObject({ accepted: 40, finished: false });
  expect(fake.requests.map(({ lines }) => lines.length).sort()).toEqual([5, 7, 7, 7, 7, 7]);
  expect(most).toBe(3);
});

test('a rate is respected', async () => {
  await using fake = await startFakeFunction(acceptAll);
  const result = await run(fake.url, 50, ['--batch', '5', '--rate', '40']);
  const { seconds } = JSON.parse(result.stdout);
  // The rate delays 45 of the 50 posts. One batch of 5 needs no wait.
  expect(seconds).toBeGreaterThanOrEqual(45 / 40 - 0.05);
});

test('API key and a given token are sent; without --id-token no token goes to such an address', async () => {
  await using fake = await startFakeFunction(acceptAll);
  await run(fake.url, 1, [], { SUBMIT_API_KEY: 'from the environment' });
  await run(fake.url, 1, ['--api-key', 'k', '--id-token=t']);
  expect(fake.requests.map(({ headers }) => [headers['x-api-key'], headers.authorization])).toEqual([
    ['from the environment', undefined],
    ['k', 'Bearer t'],
  ]);
});

test('a token is fetched from the metadata server, and a new one after it is refused', async () => {
  let asked = 0;
  await using metadata = await startFakeFunction(({ headers }) =>
    headers['metadata-flavor'] === 'Google' ? { status: 200, body: `token-${++asked}` } : { status: 403 },
  );
  await using fake = await startFakeFunction((request) =>
    request.headers.authorization === 'Bearer token-1' && request.number > 0
      ? { status: 401 }
      : acceptAll(request),
  );
  const result = await run(
    fake.url,
    2,
    ['--batch', '1', '--concurrency', '1', '--id-token', '--attempts', '2'],
    {
      GCE_METADATA_HOST: new URL(metadata.url).host,
    },
  );
  expect(result.code, result.stderr).toBe(0);
  expect(fake.requests.at(-1)?.headers.authorization).toBe('Bearer token-2');
});

test('without a metadata server gcloud is asked; without either the message names both', async () => {
  await using fake = await startFakeFunction(acceptAll);
  const nobody = { GCE_METADATA_HOST: `127.0.0.1:${await freePort()}` };
  await writeFile(folder.file('gcloud'), '#!/bin/sh\necho "token of $*"\n');
  await chmod(folder.file('gcloud'), 0o755);
  const PATH = `${folder.path}:${process.env.PATH}`;
  expect((await run(fake.url, 1, ['--id-token', '--json'], { ...nobody, PATH })).code).toBe(0);
  expect(fake.requests[0]?.headers.authorization).toBe(
    `Bearer token of auth print-identity-token --audiences ${fake.url}`,
  );
  const result = await run(fake.url, 1, ['--id-token', '--json'], { ...nobody, PATH: '/nowhere' });
  expect(result.code).toBe(69);
  expect(result.stderr).toMatch(/metadata server: .*\n.*gcloud: .*\n.*--no-id-token/);
});
