/** The Firestore client. */
import { Firestore } from '@google-cloud/firestore';
import { credentialsFor } from './credentials.ts';

export interface FirestoreSettings {
  readonly GOOGLE_CLOUD_PROJECT: string;
  readonly FIRESTORE_EMULATOR_HOST?: string | undefined;
  readonly FIRESTORE_DATABASE: string;
  readonly SERVICE_ACCOUNT?: string | undefined;
}

/** Opens the Firestore client of a process; there should be one. */
export function openFirestore(settings: FirestoreSettings): Firestore & AsyncDisposable {
  if (settings.FIRESTORE_EMULATOR_HOST !== undefined) {
    // Without a cloud, looking for its metadata server only costs time and a warning.
    process.env.METADATA_SERVER_DETECTION ??= 'none';
  }
  const client = new Firestore({
    projectId: settings.GOOGLE_CLOUD_PROJECT,
    databaseId: settings.FIRESTORE_DATABASE,
    ...credentialsFor(settings.SERVICE_ACCOUNT),
  });
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.terminate() });
}
