/** Covers the start, its errors, and the end of the stage. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { startSubmit } from '../support/submit/submit-process.ts';

async function runToItsEnd(env: Readonly<Record<string, string>>): Promise<{ code: number; output: string }> {
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', "await (await import('./functions/submit/stage.ts')).stage.main()"],
    { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [code] = await once(child, 'close');
  return { code, output };
}

test('all configuration errors are reported at once, without secrets, with exit code 78', async () => {
  const { code, output } = await runToItsEnd({
    SUBMIT_API_KEYS: 'my-secret-key',
    SUBMIT_BODY_TIMEOUT_MS: 'soon',
    PORT: '70000',
  });
  expect(code).toBe(78);
  expect(output).toMatch(/GOOGLE_CLOUD_PROJECT is not set/);
  expect(output).toMatch(
    /SUBMIT_BODY_TIMEOUT_MS is \\"soon\\"; it must be a whole number of milliseconds from 100 to 600000/,
  );
  expect(output).toMatch(/PORT is \\"70000\\"/);
  expect(output).toMatch(
    /SUBMIT_API_KEYS has a value that is not shown, because it is secret; it must be .*name:digest.*SHA-256/,
  );
  expect(output).not.toContain('my-secret-key');
});

test('a port in use is reported with its owner and the variable, with exit code 69', async () => {
  await using first = await startSubmit({});
  const { code, output } = await runToItsEnd({
    GOOGLE_CLOUD_PROJECT: 'demo-entity-pipeline',
    PORT: String(first.port),
  });
  expect(code).toBe(69);
  expect(output).toContain(`Port ${first.port} is taken by`);
  expect(output).toContain(`(pid ${first.process.pid})`);
  expect(output).toContain('set PORT to a free port');
});

test('with API keys configured, only bodies of requests with one of them are read', async () => {
  const digest = (key: string): string => createHash('sha256').update(key).digest('hex');
  await using submit = await startSubmit({ SUBMIT_API_KEYS: `a:${digest('first')}, b:${digest('second')}` });
  const send = (headers: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(`${submit.url}/posts`, { method: 'POST', headers, body: '{' });
  const json = { 'content-type': 'application/json' };
  const missing = await send(json);
  expect(missing.status).toBe(401);
  expect(missing.headers.get('www-authenticate')).toBe('ApiKey header="X-Api-Key"');
  expect((await send({ ...json, 'x-api-key': digest('first') })).status).toBe(401);
  expect((await send({ ...json, 'x-api-key': 'first, second' })).status).toBe(401);
  expect((await send({ ...json, 'x-api-key': 'first' })).status).toBe(400);
  expect((await send({ ...json, 'x-api-key': 'second' })).status).toBe(400);
});

describe.each(['stage', 'framework'] as const)('started as the %s', (how) => {
  test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it with exit code 0', async (signal) => {
    await using submit = await startSubmit({}, how);
    expect(await submit.end(signal)).toBe(0);
  });

  test('a request in flight completes after SIGTERM, then the process ends with exit code 0', async () => {
    await using submit = await startSubmit({ SUBMIT_PUBLISH_TIMEOUT_MS: '300' }, how);
    // Leaves an idle connection, which must not keep the process alive.
    expect((await fetch(submit.url)).status).toBe(404);
    const body = '{"publication":"P","content":7}';
    const socket = connect(submit.port, '127.0.0.1');
    let received = '';
    socket.setEncoding('utf8').on('data', (text) => {
      received += text;
    });
    socket.write(
      `POST /posts HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    await expect.poll(() => received).toContain('100 Continue');
    const ended = submit.end('SIGTERM');
    await expect.poll(submit.output).toContain('finishing the work in flight');
    await expect(fetch(submit.url)).rejects.toThrow();
    socket.write(body);
    expect(await ended).toBe(0);
    expect(received).toMatch(/HTTP\/1\.1 422 .*connection: close.*must be a string/is);
  });
});
