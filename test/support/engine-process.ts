/** Runs `npm run emulators --engine local` as a separate process that a test may kill. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type EmulatorClients, openEmulatorClients } from '../../emulators/clients.ts';
import { startNode } from './processes/child.ts';

export interface EngineProcess extends AsyncDisposable, EmulatorClients {
  readonly pubsubHost: string;
  readonly firestoreHost: string;
  /** Sends kill -9 at once. */
  readonly kill: () => Promise<void>;
}

const LAST_WAIT_MS = 500;
const CLI = fileURLToPath(new URL('../../emulators/cli.ts', import.meta.url));

/**
 * Starts an engine that stores its state in a folder. Resolves when it answers.
 * @param ports any free ones by default
 * @param settings its further environment
 */
export async function startEngineProcess(
  folder: string,
  ports = { pubsub: 0, firestore: 0 },
  settings: Readonly<Record<string, string>> = {},
): Promise<EngineProcess> {
  const projectId = 'demo-entity-pipeline';
  await using parts = new AsyncDisposableStack();
  const child = parts.use(
    startNode([CLI, '--engine', 'local', '--keep', folder], {
      ...process.env,
      ...settings,
      PUBSUB_EMULATOR_PORT: String(ports.pubsub),
      FIRESTORE_EMULATOR_PORT: String(ports.firestore),
      GOOGLE_CLOUD_PROJECT: projectId,
    }),
  );
  const hosts = /PUBSUB_EMULATOR_HOST=(\S+)\n.*FIRESTORE_EMULATOR_HOST=(\S+)\n/;
  await child.printed(hosts);
  const [, pubsubHost = '', firestoreHost = ''] = hosts.exec(child.stdout()) ?? [];
  const clients = openEmulatorClients({ projectId, pubsubHost, firestoreHost });
  // Without the engine, a client retries its last calls for minutes before it closes.
  parts.defer(() => Promise.race([clients[Symbol.asyncDispose](), sleep(LAST_WAIT_MS)]));
  const kept = parts.move();
  return {
    pubsubHost,
    firestoreHost,
    pubsub: clients.pubsub,
    firestore: clients.firestore,
    environment: clients.environment,
    async kill() {
      child.process.kill('SIGKILL');
      await child.ended;
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
