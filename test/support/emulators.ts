/** Emulators for a test file: its own, on free ports, with the topology created. */
import { Firestore } from '@google-cloud/firestore';
import { PubSub } from '@google-cloud/pubsub';
import { pino } from 'pino';
import { createTopology } from '../../emulators/create-topology.ts';
import { startEmulators } from '../../emulators/emulators.ts';
import { topology } from '../../functions/common/topology.ts';

export interface TestEmulators extends AsyncDisposable {
  readonly projectId: string;
  /** What a process of the pipeline needs in its environment to use these emulators. */
  readonly env: Record<string, string>;
  readonly pubsub: PubSub;
  readonly firestore: Firestore;
}

/** Starts fresh emulators, whatever the environment of the tests names. */
export async function startTestEmulators(): Promise<TestEmulators> {
  const projectId = 'demo-entity-pipeline';
  // The clients look for a cloud's metadata server otherwise, which costs time and a warning.
  process.env.METADATA_SERVER_DETECTION = 'none';
  const environment = { ...process.env, PUBSUB_EMULATOR_HOST: '', FIRESTORE_EMULATOR_HOST: '' };
  await using parts = new AsyncDisposableStack();
  const emulators = parts.use(
    await startEmulators({
      environment,
      projectId,
      pubsubPort: 0,
      firestorePort: 0,
      log: pino({ level: 'silent' }),
    }),
  );
  const { pubsubHost, firestoreHost } = emulators;
  const pubsub = new PubSub({ projectId, apiEndpoint: pubsubHost, emulatorMode: true });
  parts.defer(() => pubsub.close());
  const firestore = new Firestore({
    projectId,
    host: firestoreHost,
    ssl: false,
    customHeaders: { Authorization: 'Bearer owner' },
  });
  parts.defer(() => firestore.terminate());
  await createTopology(pubsub, topology());
  const kept = parts.move();
  return {
    projectId,
    env: {
      GOOGLE_CLOUD_PROJECT: projectId,
      PUBSUB_EMULATOR_HOST: pubsubHost,
      FIRESTORE_EMULATOR_HOST: firestoreHost,
      METADATA_SERVER_DETECTION: 'none',
    },
    pubsub,
    firestore,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
