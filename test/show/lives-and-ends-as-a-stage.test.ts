/**
 * Covers the start, its errors, and the end of the stage. Needs no Firestore: the tests use a server that
 * accepts connections and stays silent.
 */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Child, startNode } from '../support/processes/child.ts';
import { freePort } from '../support/submit/submit-process.ts';

const stage = ['functions/cli.ts', 'show'];
const framework = [
  'node_modules/@google-cloud/functions-framework/build/src/main.js',
  '--target=show',
  '--source=functions/show/function.ts',
];

let silent: Server;
let environment: Readonly<Record<string, string | undefined>>;

beforeAll(async () => {
  const sockets = new Set<Socket>();
  silent = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
  }).listen(0, '127.0.0.1');
  silent.on('close', () => {
    for (const socket of sockets) socket.destroy();
  });
  await once(silent, 'listening');
  const address = silent.address();
  environment = {
    PATH: process.env.PATH,
    GOOGLE_CLOUD_PROJECT: 'demo-entity-pipeline',
    FIRESTORE_EMULATOR_HOST: `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    METADATA_SERVER_DETECTION: 'none',
    SHOW_FIRESTORE_TIMEOUT_MS: '1500',
  };
});
afterAll(() => {
  silent.close();
});

async function start(args: readonly string[], port: number): Promise<Child> {
  const child = startNode(args, { ...environment, PORT: String(port) });
  while (!/the page is at|Serving function/.test(child.stdout() + child.stderr())) {
    if (child.process.exitCode !== null) throw new Error(`it did not start:\n${child.stderr()}`);
    await Promise.race([
      child.ended,
      once(child.process.stdout ?? child.process, 'data'),
      once(child.process.stderr ?? child.process, 'data'),
    ]);
  }
  return child;
}

describe.each([
  ['stage', stage],
  ['framework', framework],
] as const)('started as the %s', (_, args) => {
  test('it serves the page, and completes a request in flight after SIGTERM', async () => {
    const port = await freePort();
    await using child = await start(args, port);
    const page = await fetch(`http://127.0.0.1:${port}/`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    await page.text();
    const answer = fetch(`http://127.0.0.1:${port}/api/stats`, { headers: { connection: 'close' } });
    // When the stage has answered this later request, it has read the earlier one.
    expect((await fetch(`http://127.0.0.1:${port}/api/nowhere`)).status).toBe(404);
    child.process.kill('SIGTERM');
    expect((await answer).status).toBe(503);
    expect(await child.ended).toBe(0);
  });
});

test('configuration errors are reported with exit code 78, without secrets', async () => {
  const bad = { SHOW_CURSOR_KEY: 'too-short-to-be-a-key', SHOW_CORS_ORIGINS: 'https://a.example/path' };
  await using child = startNode(stage, { ...environment, ...bad });
  expect(await child.ended).toBe(78);
  expect(child.stderr()).toMatch(
    /SHOW_CURSOR_KEY has a value that is not shown, because it is secret; it must be .*32/,
  );
  expect(child.stderr()).toMatch(/SHOW_CORS_ORIGINS is .*it must be origins such as/);
  expect(child.stderr()).not.toContain('too-short');
});

test('outside the emulator a key for cursors is required, as a stage and in the cloud', async () => {
  for (const args of [stage, framework]) {
    const port = String(await freePort());
    await using child = startNode(args, { ...environment, FIRESTORE_EMULATOR_HOST: '', PORT: port });
    expect(await child.ended).toBe(78);
    expect(child.stderr()).toContain('SHOW_CURSOR_KEY is not set');
  }
});
