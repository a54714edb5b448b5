/** Clients for emulators whose addresses are known, whatever the environment of this process says. */
import { Firestore } from '@google-cloud/firestore';
import { PubSub } from '@google-cloud/pubsub';
import { emulatorChannel } from '../functions/common/cloud/emulator-channel.ts';
import { systemRuntime } from '../functions/common/process/system-runtime.ts';
import { endsWithin } from '../functions/common/process/time-limit.ts';

const LAST_WAIT_MS = 2_000;

export interface EmulatorClients extends AsyncDisposable {
  readonly pubsub: PubSub;
  readonly firestore: Firestore;
  /** The environment variables with which another process reaches the same emulators. */
  readonly environment: Record<string, string>;
}

/** Opens a client for each emulator; hosts are `host:port`. */
export function openEmulatorClients(options: {
  readonly projectId: string;
  readonly pubsubHost: string;
  readonly firestoreHost: string;
}): EmulatorClients {
  const { projectId, pubsubHost, firestoreHost } = options;
  // Otherwise the clients look for a cloud's metadata server, which costs time and causes a warning.
  process.env.METADATA_SERVER_DETECTION ??= 'none';
  const pubsub = new PubSub({ projectId, apiEndpoint: pubsubHost, emulatorMode: true, ...emulatorChannel });
  const firestore = new Firestore({
    projectId,
    host: firestoreHost,
    ssl: false,
    ...emulatorChannel,
    customHeaders: { Authorization: 'Bearer owner' },
  });
  return {
    pubsub,
    firestore,
    environment: {
      GOOGLE_CLOUD_PROJECT: projectId,
      PUBSUB_EMULATOR_HOST: pubsubHost,
      FIRESTORE_EMULATOR_HOST: firestoreHost,
      METADATA_SERVER_DETECTION: 'none',
      // The emulator keeps delivering to a process that was killed, in turn with live ones. Each such lease
      // has to expire.
      LEASE_SECONDS: '10',
    },
    async [Symbol.asyncDispose]() {
      // With the emulators gone, calls that the clients repeat would hold this up for a minute.
      await endsWithin(
        systemRuntime.clock,
        LAST_WAIT_MS,
        Promise.all([pubsub.close(), firestore.terminate()]),
      );
    },
  };
}
