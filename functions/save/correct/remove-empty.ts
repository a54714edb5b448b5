/** Removes counters that have come down to nothing. */
import type { DocumentReference, Firestore } from '@google-cloud/firestore';
import { again } from './again.ts';
import { isConflict } from './codes.ts';

const READ_SIZE = 300;

/**
 * Deletes those of the documents whose `count` is 0. One that a saver adds to at the same moment is left: the deletion holds only for the
 * document as it was read.
 */
export async function removeEmpty(
  firestore: Firestore,
  documents: readonly DocumentReference[],
): Promise<void> {
  for (let from = 0; from < documents.length; from += READ_SIZE) {
    const snapshots = await firestore.getAll(...documents.slice(from, from + READ_SIZE));
    const empty = snapshots.filter((one) => one.exists && one.get('count') === 0);
    await Promise.all(
      empty.map(async ({ ref, updateTime }) => {
        await again(async () => {
          try {
            await ref.delete(updateTime === undefined ? {} : { lastUpdateTime: updateTime });
          } catch (error) {
            if (!isConflict(error)) throw error;
          }
        });
      }),
    );
  }
}
