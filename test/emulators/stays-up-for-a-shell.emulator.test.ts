/** `npm run emulators`, with the engine of the tests. */

import { fileURLToPath } from 'node:url';
import { Firestore } from '@google-cloud/firestore';
import { PubSub } from '@google-cloud/pubsub';
import { expect, test } from 'vitest';
import { freePort } from '../../emulators/free-ports.ts';
import { topology } from '../../functions/common/domain/topology.ts';
import { testEngine } from '../support/emulators.ts';
import { type Child, isListening, startNode, untilNobodyListens } from '../support/processes/child.ts';

// Without a cloud, looking for its metadata server only costs time and a warning.
process.env.METADATA_SERVER_DETECTION = 'none';

const MAIN = fileURLToPath(new URL('../../emulators/cli.ts', import.meta.url));

async function environment(): Promise<Record<string, string | undefined>> {
  return {
    ...process.env,
    PUBSUB_EMULATOR_HOST: undefined,
    FIRESTORE_EMULATOR_HOST: undefined,
    GOOGLE_CLOUD_PROJECT: undefined,
    PUBSUB_EMULATOR_PORT: String(await freePort(0, 'A_PORT')),
    FIRESTORE_EMULATOR_PORT: String(await freePort(0, 'A_PORT')),
  };
}

/** What a shell has after it has run the lines printed. */
async function exportsOf(child: Child): Promise<{ readonly pubsub: string; readonly firestore: string }> {
  await child.printed(/FIRESTORE.*\n/);
  const lines = /^export PUBSUB_EMULATOR_HOST=(\S+)\nexport FIRESTORE_EMULATOR_HOST=(\S+)\n$/.exec(
    child.stdout(),
  );
  return { pubsub: lines?.[1] ?? '', firestore: lines?.[2] ?? '' };
}

test('prints two lines that lead to emulators with the topology; Ctrl-C ends it all with code 0', async () => {
  const env = await environment();
  await using child = startNode([MAIN, '--engine', testEngine], env, { group: true });
  const hosts = await exportsOf(child);
  expect(hosts.pubsub).toBe(`127.0.0.1:${env.PUBSUB_EMULATOR_PORT}`);
  expect(hosts.firestore).toBe(`127.0.0.1:${env.FIRESTORE_EMULATOR_PORT}`);

  const projectId = 'demo-entity-pipeline';
  const pubsub = new PubSub({ projectId, apiEndpoint: hosts.pubsub, emulatorMode: true });
  await pubsub.topic(topology().topics.posts.name).publishMessage({ data: Buffer.from('a post') });
  await pubsub.close();
  const firestore = new Firestore({ projectId, host: hosts.firestore, ssl: false });
  await firestore.doc('some/document').set({ works: true });
  await firestore.terminate();

  process.kill(-(child.process.pid ?? 0), 'SIGINT');
  expect(await child.ended).toBe(0);
  expect(await isListening(hosts.pubsub)).toBe(false);
  expect(await isListening(hosts.firestore)).toBe(false);
});

test('kill -9 leaves no process that listens', async () => {
  await using child = startNode([MAIN, '--engine', testEngine], await environment());
  const hosts = await exportsOf(child);
  child.process.kill('SIGKILL');
  await untilNobodyListens(hosts.pubsub);
  await untilNobodyListens(hosts.firestore);
});

test('a wrong port is a fault of the configuration', async () => {
  await using child = startNode([MAIN, '--engine', testEngine], {
    ...(await environment()),
    PUBSUB_EMULATOR_PORT: 'eight',
  });
  expect(await child.ended).toBe(78);
  expect(child.stderr()).toContain('PUBSUB_EMULATOR_PORT');
});
