/**
 * Removes counters that have come down to nothing. Whoever brings counters down, or up from below 0, does this afterwards, and keeps where
 * it can be found again that it is still to be done: of several that change one counter, the last sees the 0. Show does not list a counter of
 * 0, so nobody sees when it goes.
 */
import type { DocumentReference, Firestore } from '@google-cloud/firestore';
import { isConflict } from '../../functions/common/cloud/grpc.ts';
import { again, type Retrying } from './again.ts';

const READ_SIZE = 300;

/**
 * Deletes those of the documents whose `count` is 0. One that a saver adds to at the same moment is left: the deletion holds only for the
 * document as it was read.
 * @param options.signal stop when aborted
 * @returns how many were removed, and whether all were looked at
 */
export async function removeEmpty(
  firestore: Firestore,
  documents: readonly DocumentReference[],
  options: Retrying & { readonly signal?: AbortSignal },
): Promise<{ readonly removed: number; readonly finished: boolean }> {
  const { signal } = options;
  let removed = 0;
  for (let from = 0; from < documents.length; from += READ_SIZE) {
    if (signal?.aborted) return { removed, finished: false };
    const group = documents.slice(from, from + READ_SIZE);
    const snapshots = await again(options, () => firestore.getAll(...group, { fieldMask: ['count'] }));
    const empty = snapshots.filter((one) => one.exists && one.get('count') === 0);
    await Promise.all(
      empty.map(({ ref, updateTime }) =>
        again(options, async () => {
          try {
            await ref.delete(updateTime === undefined ? {} : { lastUpdateTime: updateTime });
          } catch (error) {
            if (!isConflict(error)) throw error;
          }
        }),
      ),
    );
    removed += empty.length;
  }
  return { removed, finished: true };
}
