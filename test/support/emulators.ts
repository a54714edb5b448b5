/** Separate emulators for a test file, on free ports, with the topology created. */
import type { Firestore } from '@google-cloud/firestore';
import type { PubSub } from '@google-cloud/pubsub';
import { pino } from 'pino';
import { openEmulatorClients } from '../../emulators/clients.ts';
import { createTopology } from '../../emulators/create-topology.ts';
import { type EngineName, startEmulators } from '../../emulators/emulators.ts';
import { openPubSub, type PubSubClient, type PullApi } from '../../functions/common/cloud/pubsub.ts';
import { topology } from '../../functions/common/domain/topology.ts';
import { systemRuntime } from '../../functions/common/process/system-runtime.ts';

export interface TestEmulators extends AsyncDisposable {
  readonly projectId: string;
  /** The environment of a process of the pipeline that uses these emulators. */
  readonly env: Record<string, string>;
  readonly pubsub: PubSub;
  readonly firestore: Firestore;
  /** A client as daemons have one, by unary pull. */
  readonly daemonClient: PubSubClient;
}

/** The local engine, unless the tests run on Google's emulators (`npm run test:emulators`). */
export const testEngine: EngineName = process.env.TEST_ENGINE === 'google' ? 'google' : 'local';

/**
 * Starts fresh emulators, whatever the environment of the tests names.
 * @param settings further environment of the emulators, for example a larger heap
 */
export async function startTestEmulators(
  settings: Readonly<Record<string, string>> = {},
): Promise<TestEmulators> {
  const projectId = 'demo-entity-pipeline';
  const environment = { ...process.env, PUBSUB_EMULATOR_HOST: '', FIRESTORE_EMULATOR_HOST: '', ...settings };
  await using parts = new AsyncDisposableStack();
  const emulators = parts.use(
    await startEmulators({
      engine: testEngine,
      environment,
      projectId,
      pubsubPort: 0,
      firestorePort: 0,
      log: pino({ level: 'silent' }),
    }),
  );
  const clients = parts.use(openEmulatorClients({ projectId, ...emulators }));
  await createTopology(clients.pubsub, topology(), emulators.isLocal);
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

/**
 * Opens a client as daemons have one.
 * @param env of a process that uses the emulators
 */
export function openDaemonClient(
  env: Readonly<Record<string, string>>,
  pullApi: PullApi,
): Promise<PubSubClient & AsyncDisposable> {
  const { GOOGLE_CLOUD_PROJECT = '', PUBSUB_EMULATOR_HOST } = env;
  return openPubSub({ GOOGLE_CLOUD_PROJECT, PUBSUB_EMULATOR_HOST }, { pullApi, clock: systemRuntime.clock });
}
