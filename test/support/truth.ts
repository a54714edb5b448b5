/** What the counts should be, computed from the posts alone, and what they are. */
import type { Firestore } from '@google-cloud/firestore';
import {
  collections,
  type EntityDocument,
  type PublicationDocument,
} from '../../functions/common/domain/collections.ts';
import { derivedPostId, entityId, entityKey, publicationId } from '../../functions/common/domain/keys.ts';
import {
  type SubmittedPost,
  SubmittedPost as SubmittedPostSchema,
} from '../../functions/common/domain/post.ts';
import { countEntities } from '../../functions/extract/entities.ts';
import { extract } from '../../functions/extract/extract.ts';

/** Counts by publication id, then by entity id; the articles of a publication stand under `articles`. */
export type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The id a post has in the pipeline. */
export function idOf(submitted: SubmittedPost): string {
  const post = SubmittedPostSchema.parse(submitted);
  return post.id ?? derivedPostId(post.publication, post.content);
}

/** Folds extraction over the unique posts; of posts with one id the first counts. */
export function expectedCounts(posts: readonly SubmittedPost[]): Counts {
  const counts: Record<string, Record<string, number>> = {};
  const seen = new Set<string>();
  for (const submitted of posts) {
    const id = idOf(submitted);
    if (seen.has(id)) continue;
    seen.add(id);
    const { content, publication } = SubmittedPostSchema.parse(submitted);
    counts[publicationId(publication)] ??= {};
    const own = counts[publicationId(publication)] ?? {};
    own.articles = (own.articles ?? 0) + 1;
    for (const { type, text, count } of countEntities(content, extract(content))) {
      const entity = entityId(type, entityKey(text));
      own[entity] = (own[entity] ?? 0) + count;
    }
  }
  return counts;
}

/** Reads all counts from Firestore. */
export async function actualCounts(firestore: Firestore): Promise<Counts> {
  const publications = await firestore.collection(collections.publications).get();
  const entries = await Promise.all(
    publications.docs.map(async (document) => {
      const { articleCount } = document.data() as PublicationDocument;
      const entities = await document.ref.collection(collections.entities).get();
      const counts = entities.docs.map((entity): [string, number] => {
        const { type, key, text, count } = entity.data() as EntityDocument;
        if (entityKey(text) !== key || entityId(type, key) !== entity.id)
          throw new Error(
            `the entity document ${entity.ref.path} does not fit its id: ${type} ${text} ${key}`,
          );
        return [entity.id, count];
      });
      return [document.id, { articles: articleCount, ...Object.fromEntries(counts) }] as const;
    }),
  );
  return Object.fromEntries(entries);
}
