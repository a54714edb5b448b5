/** Puts counts into Firestore as the save stage does: one atomic commit with the publication and its entities. */
import { FieldValue, type Firestore } from '@google-cloud/firestore';
import { collections } from '../../functions/common/collections.ts';
import { entityId, publicationId } from '../../functions/common/keys.ts';
import { mergeAll } from '../../functions/common/merge.ts';
import type { Entity, ProcessedPost } from '../../functions/common/post.ts';

/** So many writes to a commit: well within what the emulator takes at once. */
const WRITES_PER_COMMIT = 400;

/** Adds posts to the counts. */
export async function seed(firestore: Firestore, posts: readonly ProcessedPost[]): Promise<void> {
  const byPublication = Map.groupBy(posts, ({ publication }) => publicationId(publication));
  for (const [id, group] of byPublication) {
    const merged = mergeAll(group);
    const publication = firestore.collection(collections.publications).doc(id);
    const entities = [...merged.entities.values()];
    for (let start = 0; start === 0 || start < entities.length; start += WRITES_PER_COMMIT) {
      const batch = firestore.batch();
      const counts = {
        name: merged.publication,
        articleCount: FieldValue.increment(start === 0 ? merged.postIds.size : 0),
        updatedAt: FieldValue.serverTimestamp(),
      };
      batch.set(publication, counts, { merge: true });
      for (const { type, text, key, count } of entities.slice(start, start + WRITES_PER_COMMIT)) {
        const document = publication.collection(collections.entities).doc(entityId(type, key));
        batch.set(document, { type, text, key, count: FieldValue.increment(count) }, { merge: true });
      }
      await batch.commit();
    }
  }
}

let posts = 0;

/** A post with these entities, under an id of its own. */
export function processed(publication: string, entities: readonly Entity[]): ProcessedPost {
  posts += 1;
  return { postId: `seeded-${posts}`, publication, entities };
}
