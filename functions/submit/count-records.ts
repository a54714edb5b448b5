/**
 * Counts a sender's articles in Firestore. The client is loaded by the first count, so an instance without a
 * quota loads none.
 */
import { checkCredentials } from '../common/cloud/credentials.ts';
import type { FirestoreSettings } from '../common/cloud/firestore.ts';
import { collections } from '../common/domain/store/documents.ts';
import type { Clock } from '../common/process/runtime.ts';
import type { CountRecords } from './daily-quota.ts';

/** Opens the counter. Disposing of it closes its client, if there is one. */
export function openRecordCounter(
  settings: FirestoreSettings,
  clock: Clock,
): AsyncDisposable & { readonly count: CountRecords } {
  const parts = new AsyncDisposableStack();
  const open = async () => {
    // Without credentials the client throws where no caller can catch it.
    await checkCredentials(settings, [settings.FIRESTORE_EMULATOR_HOST]);
    const { openFirestore } = await import('../common/cloud/firestore.ts');
    return parts.use(openFirestore(settings, clock));
  };
  let opened: ReturnType<typeof open> | undefined;
  return {
    async count(sender, from) {
      opened ??= open().catch((error: unknown) => {
        opened = undefined;
        throw error;
      });
      const posts = (await opened).collection(collections.posts);
      // The index of `forget --key`. A count costs a read for each thousand records.
      const counted = await posts.where('sender', '==', sender).where('acceptedAt', '>=', from).count().get();
      return counted.data().count;
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
