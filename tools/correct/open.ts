/** Opens Firestore for the commands that correct, and explains its faults. */

import type { Firestore } from '@google-cloud/firestore';
import { checkCredentials } from '../../functions/common/cloud/credentials.ts';
import { type CloudService, explaining } from '../../functions/common/cloud/explain.ts';
import { type FirestoreSettings, openFirestore } from '../../functions/common/cloud/firestore.ts';
import { collections } from '../../functions/common/domain/store/documents.ts';
import type { Life } from '../../functions/common/process/lifecycle.ts';

/** The longest that Firestore may take for its first answer. */
const FIRST_ANSWER_MS = 10_000;

/**
 * Opens Firestore and waits for a first answer, so that a missing database is reported at once.
 * @param life its parts close it at the end
 * @returns the client, and a function that waits for work with it and explains its faults
 * @throws ExplainedError with exit code 69 when there are no credentials, or no answer
 */
export async function openForCorrection(
  settings: FirestoreSettings,
  { parts, runtime: { clock } }: Life,
): Promise<{
  readonly firestore: Firestore;
  readonly explained: <Result>(work: Promise<Result>) => Promise<Result>;
}> {
  await checkCredentials(settings, [settings.FIRESTORE_EMULATOR_HOST]);
  const firestore = parts.use(openFirestore(settings, clock));
  const service: CloudService = { name: 'Firestore', emulatorHost: settings.FIRESTORE_EMULATOR_HOST };
  const firstAnswer = firestore.collection(collections.posts).select().limit(1).get();
  await explaining(service, firstAnswer, { clock, deadlineMs: FIRST_ANSWER_MS });
  return { firestore, explained: (work) => explaining(service, work) };
}
