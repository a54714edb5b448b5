/** The Firestore client. */
import { Firestore } from '@google-cloud/firestore';
import type { Clock } from '../process/runtime.ts';
import { endsWithin } from '../process/time-limit.ts';
import { credentialsFor } from './credentials.ts';
import { channelTo } from './emulator-channel.ts';
import { readsAgainByCode, reconnection } from './reconnection.ts';

export interface FirestoreSettings {
  readonly GOOGLE_CLOUD_PROJECT: string;
  readonly FIRESTORE_EMULATOR_HOST?: string | undefined;
  readonly FIRESTORE_DATABASE: string;
  readonly SERVICE_ACCOUNT?: string | undefined;
}

/**
 * At its end the client waits for requests in flight, for minutes if Firestore is unavailable. Callers have
 * awaited the requests that matter by then.
 */
const LAST_WAIT_MS = 1_000;

/** Opens the Firestore client of a process; there should be one. */
export function openFirestore(settings: FirestoreSettings, clock: Clock): Firestore & AsyncDisposable {
  if (settings.FIRESTORE_EMULATOR_HOST !== undefined) {
    // Without a cloud, looking for its metadata server only costs time and a warning.
    process.env.METADATA_SERVER_DETECTION ??= 'none';
  }
  const client = new Firestore({
    projectId: settings.GOOGLE_CLOUD_PROJECT,
    databaseId: settings.FIRESTORE_DATABASE,
    ...credentialsFor(settings.SERVICE_ACCOUNT),
    ...reconnection,
    ...readsAgainByCode,
    ...channelTo(settings.FIRESTORE_EMULATOR_HOST),
  });
  return Object.assign(client, {
    [Symbol.asyncDispose]: async () => {
      await endsWithin(clock, LAST_WAIT_MS, client.terminate());
    },
  });
}
