/** `npm run emulators --engine local` as a process of its own, which a test may kill. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type EmulatorClients, openEmulatorClients } from '../../emulators/clients.ts';
import { startNode } from './processes/child.ts';

export interface EngineProcess extends AsyncDisposable, EmulatorClients {
  readonly pubsubHost: string;
  readonly firestoreHost: string;
  /** kill -9, at this moment. */
  readonly kill: () => Promise<void>;
}

const LAST_WAIT_MS = 500;
const CLI = fileURLToPath(new URL('../../emulators/cli.ts', import.meta.url));

/**
 * Starts an engine that keeps what it holds in a folder; resolves when it answers.
 * @param ports any free ones by default
 * @param settings what it reads from its environment besides
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
  // A client waits for calls that it repeats for minutes once the engine is gone.
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
