/**
 * Pub/Sub and Firestore for a benchmark, in separate processes. In the process that makes the load, the local
 * engine would be measured too. TEST_ENGINE=google uses Google's emulators.
 */
import { fileURLToPath } from 'node:url';
import { openEmulatorClients } from '../../emulators/clients.ts';
import { createTopology } from '../../emulators/create-topology.ts';
import { topology } from '../../functions/common/domain/topology.ts';
import {
  openDaemonClient,
  startTestEmulators,
  type TestEmulators,
  testEngine,
} from '../support/emulators.ts';
import { startNode } from '../support/processes/child.ts';

/** Google's emulators keep all messages and every version of every document. */
const HEAPS = { PUBSUB_EMULATOR_HEAP_MB: '1024', FIRESTORE_EMULATOR_HEAP_MB: '3072' };
const CLI = fileURLToPath(new URL('../../emulators/cli.ts', import.meta.url));
const HOSTS = /PUBSUB_EMULATOR_HOST=(\S+)\n.*FIRESTORE_EMULATOR_HOST=(\S+)\n/;

/** Starts them on free ports, with the topology created. */
export async function startBenchEngine(): Promise<TestEmulators> {
  if (testEngine === 'google') return startTestEmulators(HEAPS);
  const projectId = 'demo-entity-pipeline';
  await using parts = new AsyncDisposableStack();
  const child = parts.use(
    startNode([CLI, '--engine', 'local'], {
      ...process.env,
      PUBSUB_EMULATOR_PORT: '0',
      FIRESTORE_EMULATOR_PORT: '0',
      GOOGLE_CLOUD_PROJECT: projectId,
    }),
  );
  await child.printed(HOSTS);
  const [, pubsubHost = '', firestoreHost = ''] = HOSTS.exec(child.stdout()) ?? [];
  const clients = parts.use(openEmulatorClients({ projectId, pubsubHost, firestoreHost }));
  await createTopology(clients.pubsub, topology(), true);
  const daemonClient = parts.use(await openDaemonClient(clients.environment, 'unary'));
  const kept = parts.move();
  return {
    daemonClient,
    projectId,
    env: clients.environment,
    pubsub: clients.pubsub,
    firestore: clients.firestore,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
