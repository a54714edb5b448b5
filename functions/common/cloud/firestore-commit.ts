/**
 * Commits whose requests are encoded by the caller, through a channel of their own. The high-level client
 * checks every value and encodes it by way of several objects, which costs more than everything else that a
 * saver does; a saver's values come from its own code and have been checked.
 */
import { Metadata } from '@grpc/grpc-js';
import type { Clock } from '../process/runtime.ts';
import { openChannel } from './channel.ts';
import type { FirestoreSettings } from './firestore.ts';

const HOST = 'firestore.googleapis.com:443';
/** Its answer has some 20 bytes for each write. */
const MAX_ANSWER_BYTES = 16_000_000;

export interface Committer extends AsyncDisposable {
  /** Such as `projects/p/databases/(default)`. */
  readonly database: string;
  /**
   * Sends an encoded google.firestore.v1.CommitRequest, once.
   * @throws what gRPC answered, with its `code`
   */
  readonly send: (request: Buffer, timeoutMs: number) => Promise<void>;
}

/** Opens a committer; there should be one a process. */
export async function openCommitter(settings: FirestoreSettings, clock: Clock): Promise<Committer> {
  const database = `projects/${settings.GOOGLE_CLOUD_PROJECT}/databases/${settings.FIRESTORE_DATABASE}`;
  const emulator = settings.FIRESTORE_EMULATOR_HOST;
  const client = await openChannel({ host: HOST, emulatorHost: emulator }, settings.SERVICE_ACCOUNT, {
    'grpc.max_receive_message_length': MAX_ANSWER_BYTES,
  });
  const metadata = new Metadata();
  metadata.set('google-cloud-resource-prefix', database);
  metadata.set('x-goog-request-params', `database=${encodeURIComponent(database)}`);
  // The emulator lets this bearer do everything, as the client libraries have it.
  if (emulator !== undefined) metadata.set('authorization', 'Bearer owner');
  return {
    database,
    send: (request, timeoutMs) =>
      new Promise((resolve, reject) => {
        client.makeUnaryRequest(
          '/google.firestore.v1.Firestore/Commit',
          (bytes: Buffer) => bytes,
          () => undefined,
          request,
          metadata,
          { deadline: clock.now() + timeoutMs },
          (error) => (error === null ? resolve() : reject(error)),
        );
      }),
    async [Symbol.asyncDispose]() {
      client.close();
    },
  };
}
