import { createServer } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { ExitCode, ExplainedError } from '../../../functions/common/process/exit-codes.ts';
import { type HealthServer, serveHealth } from '../../../functions/common/process/health.ts';
import { createMetrics } from '../../../functions/common/process/metrics.ts';
import { holderOf, listen } from '../../../functions/common/process/ports.ts';

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server[Symbol.asyncDispose]();
});

async function serve(problems: string[] = [], port = 0): Promise<{ server: HealthServer; url: string }> {
  const metrics = createMetrics('extract');
  metrics.countPosts('processed');
  metrics.countPosts('processed', 2);
  metrics.countPosts('dead-lettered');
  const server = await serveHealth({
    port,
    host: '127.0.0.1',
    variable: 'PORT',
    registry: metrics.registry,
    check: () => problems,
  });
  open.push(server);
  return { server, url: `http://127.0.0.1:${server.port}` };
}

describe('/healthz', () => {
  test('answers 200 without problems, 503 with a list of problems, and 200 again after them', async () => {
    const problems: string[] = [];
    const { url } = await serve(problems);
    const ok = await fetch(`${url}/healthz?verbose`);
    expect(ok.status).toBe(200);
    expect(ok.headers.get('content-type')).toBe('application/json');
    expect(ok.headers.get('cache-control')).toBe('no-store');
    expect(await ok.json()).toEqual({ status: 'ok', problems: [] });
    problems.push('subscription x cannot be read');
    const unhealthy = await fetch(`${url}/healthz`);
    expect(unhealthy.status).toBe(503);
    expect(await unhealthy.json()).toEqual({ status: 'unhealthy', problems });
    problems.pop();
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  test('answers HEAD without a body', async () => {
    const { url } = await serve(['broken']);
    const response = await fetch(`${url}/healthz`, { method: 'HEAD' });
    expect(response.status).toBe(503);
    expect(await response.text()).toBe('');
  });
});

describe('/livez', () => {
  test('answers 200 while the process works, whatever is wrong with its dependencies', async () => {
    const { url } = await serve(['Firestore is away']);
    expect((await fetch(`${url}/healthz`)).status).toBe(503);
    const alive = await fetch(`${url}/livez`);
    expect(alive.status).toBe(200);
    expect(await alive.json()).toEqual({ status: 'ok', problems: [] });
  });

  test('answers 503 with problems that a restart can solve', async () => {
    const server = await serveHealth({
      port: 0,
      host: '127.0.0.1',
      variable: 'PORT',
      registry: createMetrics('extract').registry,
      check: () => [],
      liveness: () => ['hangs'],
    });
    open.push(server);
    const answer = await fetch(`http://127.0.0.1:${server.port}/livez`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ status: 'unhealthy', problems: ['hangs'] });
  });
});

describe('/metrics', () => {
  test('counts posts by outcome, labelled with the stage, in the text format of Prometheus', async () => {
    const { url } = await serve();
    const response = await fetch(`${url}/metrics`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await response.text();
    expect(text).toContain('# TYPE pipeline_posts_total counter');
    expect(text).toContain('pipeline_posts_total{outcome="processed",stage="extract"} 3');
    expect(text).toContain('pipeline_posts_total{outcome="dead-lettered",stage="extract"} 1');
    expect(text).toMatch(/process_resident_memory_bytes\{stage="extract"\} \d+/);
  });

  test('keeps the metrics of two stages in one process apart', async () => {
    const [a, b] = [createMetrics('extract'), createMetrics('save')];
    a.countPosts('processed');
    expect(await b.registry.metrics()).not.toContain('outcome="processed"');
  });
});

test('any other path is 404, and any other method 405 with Allow', async () => {
  const { url } = await serve();
  expect((await fetch(`${url}/`)).status).toBe(404);
  expect((await fetch(`${url}/healthz/x`)).status).toBe(404);
  const response = await fetch(`${url}/healthz`, { method: 'POST', body: 'x' });
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe('GET, HEAD');
});

test('a closed server ends keep-alive connections and frees its port at once', async () => {
  const { server, url } = await serve();
  await (await fetch(`${url}/healthz`)).text();
  await server[Symbol.asyncDispose]();
  open.pop();
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  expect((await serve([], server.port)).server.port).toBe(server.port);
});

describe('a port', () => {
  test('in use is an error that names its owner and the variable to set', async () => {
    const { server } = await serve();
    const error = await serve([], server.port).catch((error: unknown) => error);
    if (!(error instanceof ExplainedError)) throw new Error('no explained error');
    expect(error.exitCode).toBe(ExitCode.unavailable);
    expect(error.message).toMatch(
      new RegExp(`^Port ${server.port} is taken by \`.+\` \\(pid ${process.pid}\\)`),
    );
    expect(error.message).toMatch(
      /Stop (?:that process|process \d+), or set PORT to a free port \(0 takes any\)\.$/,
    );
  });

  test('without a listener has no owner', async () => {
    const { server } = await serve();
    expect(await holderOf(server.port)).toContain(`(pid ${process.pid})`);
    await server[Symbol.asyncDispose]();
    open.pop();
    expect(await holderOf(server.port)).toBeUndefined();
  });

  test('on an address of another machine is an error that says so', async () => {
    await expect(listen(createServer(), 0, '192.0.2.1', 'HOST')).rejects.toThrow(
      /^Cannot listen on 192\.0\.2\.1:0: this machine has no such address\. Set HOST to/,
    );
  });
});
