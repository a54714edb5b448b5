/** Tests `npm run emulators` with the engine of the test run. */

import { fileURLToPath } from 'node:url';
import { Firestore } from '@google-cloud/firestore';
import { PubSub } from '@google-cloud/pubsub';
import { expect, test } from 'vitest';
import { freePort } from '../../emulators/free-ports.ts';
import { topology } from '../../functions/common/domain/topology.ts';
import { testEngine } from '../support/emulators.ts';
import { type Child, isListening, startNode, untilNobodyListens } from '../support/processes/child.ts';

// Outside Google Cloud, a search for its metadata server only costs time and prints a warning.
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

/** The variables of a shell that has run the printed lines. */
async function exportsOf(child: Child): Promise<{ readonly pubsub: string; readonly firestore: string }> {
  await child.printed(/FIRESTORE.*\n/);
  const lines = /^export PUBSUB_EMULATOR_HOST=(\S+)\nexport FIRESTORE_EMULATOR_HOST=(\S+)\n$/.exec(
    child.stdout(),
  );
  return { pubsub: lines?.[1] ?? '', firestore: lines?.[2] ?? '' };
}

test('prints two lines that connect a shell to emulators with the topology; Ctrl-C ends all with code 0', async () => {
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

test('kill -9 leaves no listening process', async () => {
  await using child = startNode([MAIN, '--engine', testEngine], await environment());
  const hosts = await exportsOf(child);
  child.process.kill('SIGKILL');
  await untilNobodyListens(hosts.pubsub);
  await untilNobodyListens(hosts.firestore);
});

test('an invalid port is a configuration error', async () => {
  await using child = startNode([MAIN, '--engine', testEngine], {
    ...(await environment()),
    PUBSUB_EMULATOR_PORT: 'eight',
  });
  expect(await child.ended).toBe(78);
  expect(child.stderr()).toContain('PUBSUB_EMULATOR_PORT');
});
