import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { startOwn } from '../../emulators/own-emulators.ts';
import { explainFailure } from '../../emulators/start-failures.ts';
import type { Launch } from '../../emulators/ways.ts';
import { ExplainedError } from '../../functions/common/process/exit-codes.ts';
import { type Behaviour, type FakeMachine, fakeMachine, startOn } from '../support/fakes/fake-emulators.ts';

const log = pino({ level: 'silent' });

function start(
  machine: FakeMachine,
  given: Record<string, string> = {},
  ports = { pubsub: 0, firestore: 0 },
) {
  return startOn(machine, {
    environment: { ...machine.environment, ...given },
    pubsubPort: ports.pubsub,
    firestorePort: ports.firestore,
    log,
  });
}

async function failure(starting: Promise<AsyncDisposable>): Promise<string> {
  try {
    await using _ = await starting;
  } catch (error) {
    if (error instanceof ExplainedError && error.exitCode === 69) return error.message;
    throw error;
  }
  throw new Error('it should have failed');
}

async function occupiedPort(): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer((_, response) => response.writeHead(404).end('not an emulator'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

test.each<[Behaviour, RegExp]>([
  [
    'fails',
    /The Pub\/Sub emulator ended with exit code 3\. The end of its log:\n.*\n {2}\| out of luck, says the log$/,
  ],
  ['wants a newer Java', /needs Java 21 or newer, but Java 17 is installed\. .*JAVA_HOME/],
  ['finds its port taken', /Port \d+ is taken by .*PUBSUB_EMULATOR_PORT/],
])('an emulator that %s', async (behaviour, message) => {
  await using machine = await fakeMachine(['sdk'], { FAKE_BEHAVIOUR: behaviour });
  expect(await failure(start(machine))).toMatch(message);
  expect(await machine.system.list(machine.state)).toEqual([]);
});

test('an emulator that does not answer in time is reported with the tail of its log', async () => {
  await using machine = await fakeMachine(['sdk'], { FAKE_BEHAVIOUR: 'hangs' });
  const launch: Launch = {
    name: 'pubsub',
    serves: ['pubsub'],
    command: `${machine.folder}/bin/java`,
    args: ['pubsub', '--port=1'],
    env: {},
    ready: /listening/,
    startTimeoutMs: 500,
  };
  const options = {
    environment: machine.environment,
    projectId: 'demo-test',
    pubsubPort: 0,
    firestorePort: 0,
  };
  const message = await failure(startOwn(() => [launch], ['pubsub'], options, machine.state));
  expect(message).toMatch(/did not start within 0.5 s: .*\n {2}\| fake emulator on 1$/);
});

test('a port in use is reported with its owner and the variable to set', async () => {
  await using machine = await fakeMachine(['sdk']);
  await using occupied = await occupiedPort();
  const message = await failure(start(machine, {}, { pubsub: 0, firestore: occupied.port }));
  expect(message).toContain(`Port ${occupied.port} is taken by `);
  expect(message).toContain(`(pid ${process.pid})`);
  expect(message).toContain('FIRESTORE_EMULATOR_PORT');
});

test('a configured emulator that does not answer is reported', async () => {
  await using machine = await fakeMachine(['sdk']);
  const message = await failure(start(machine, { PUBSUB_EMULATOR_HOST: '127.0.0.1:1' }));
  expect(message).toMatch(
    /^PUBSUB_EMULATOR_HOST is 127\.0\.0\.1:1, but no Pub\/Sub emulator answers there: .*unset/,
  );
});

test('a configured host with another server is reported', async () => {
  await using machine = await fakeMachine(['sdk']);
  await using occupied = await occupiedPort();
  const message = await failure(start(machine, { FIRESTORE_EMULATOR_HOST: `127.0.0.1:${occupied.port}` }));
  expect(message).toContain('no Firestore emulator answers there: HTTP status 404');
});

test('an emulator that ends later is reported with the tail of its log', async () => {
  await using machine = await fakeMachine(['sdk'], { FAKE_BEHAVIOUR: 'dies later' });
  await using emulators = await start(machine);
  expect((await emulators.failed).message).toMatch(
    /Pub\/Sub emulator ended with exit code 137.*heap exhausted/s,
  );
});

test('a cancelled start ends with exit code 130 and leaves no process', async () => {
  await using machine = await fakeMachine(['sdk'], { FAKE_BEHAVIOUR: 'hangs' });
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 300);
  const starting = startOn(machine, { log, signal: stop.signal });
  await expect(starting).rejects.toMatchObject({ exitCode: 130 });
  expect(await machine.system.list(machine.state)).toEqual([]);
});

test('a Java that is too old for the Firebase CLI is reported', () => {
  const output =
    'Error: firebase-tools no longer supports Java version before 21. Please install a JDK at version 21';
  expect(explainFailure('Firestore', 'ended with exit code 1', output).message).toMatch(
    /needs Java 21 or newer .*JAVA_HOME/,
  );
});

test('an emulator that printed nothing is reported', () => {
  const { message } = explainFailure('Firestore', 'ended with exit code 1', '\n');
  expect(message).toBe('The Firestore emulator ended with exit code 1. It printed nothing.');
});

test.each([
  ['Pub/Sub', 'PUBSUB_EMULATOR_HEAP_MB', 'every message'],
  ['Firestore', 'FIRESTORE_EMULATOR_HEAP_MB', 'every version of every document'],
])('a full heap of the %s emulator is reported with the setting to change', (title, variable, keeps) => {
  const output =
    'INFO: Detected HTTP/2 connection.\nTerminating due to java.lang.OutOfMemoryError: Java heap space\n';
  const { message, exitCode } = explainFailure(title, 'ended with exit code 3', output);
  expect(exitCode).toBe(69);
  expect(message).toContain(`The ${title} emulator ended because its heap is full: it keeps ${keeps}`);
  expect(message).toContain(variable);
  expect(message).not.toContain('OutOfMemoryError');
});

test('a folder that is not writable is reported with the way to fix it', async () => {
  await using machine = await fakeMachine(['sdk']);
  // No user can make a folder below a file, not even root.
  const state = join(fileURLToPath(import.meta.url), 'state');
  const told = await failure(startOn(machine, { state }));
  expect(told).toContain(`${state} is not writable`);
  expect(told).toContain('--engine local');
});
