/**
 * The oracle of all tests: the counts that posts should come to, and the counts that Firestore holds.
 * It folds the results of extraction by hand and uses nothing of `merge`, `plan` or `commit`, which tests hold against it.
 */
import type { Firestore } from '@google-cloud/firestore';
import {
  collections,
  type EntityDocument,
  type PublicationDocument,
} from '../../functions/common/domain/collections.ts';
import { derivedPostId, entityId, entityKey, publicationId } from '../../functions/common/domain/keys.ts';
import {
  type Entity,
  type ProcessedPost,
  type SubmittedPost,
  SubmittedPost as SubmittedPostSchema,
} from '../../functions/common/domain/post.ts';
import { countEntities } from '../../functions/extract/entities.ts';
import { extract } from '../../functions/extract/extract.ts';

/** Counts by publication id, then by entity id; the number of a publication's articles is under `articles`. */
export type PublicationCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The id a post has in the pipeline. */
export function idOf(submitted: SubmittedPost): string {
  const post = SubmittedPostSchema.parse(submitted);
  return post.id ?? derivedPostId(post.publication, post.content);
}

/** The ids that posts have in the pipeline, each once. */
export function uniqueIds(posts: readonly SubmittedPost[]): Set<string> {
  return new Set(posts.map(idOf));
}

/** Extraction is slow, and scenarios use one text under many ids. */
const extracted = new Map<string, readonly Entity[]>();

/** A submitted post as the extract stage publishes it. */
export function processedOf(submitted: SubmittedPost): ProcessedPost {
  const { publication, content } = SubmittedPostSchema.parse(submitted);
  const entities = extracted.get(content) ?? countEntities(content, extract(content));
  extracted.set(content, entities);
  return { postId: idOf(submitted), publication, entities: [...entities] };
}

/** Adds up processed posts; of posts with one id the first counts. */
export function foldOf(posts: readonly ProcessedPost[]): PublicationCounts {
  const counts = new Map<string, Record<string, number>>();
  const seen = new Set<string>();
  for (const { postId, publication, entities } of posts) {
    if (seen.has(postId)) continue;
    seen.add(postId);
    const own = counts.get(publicationId(publication)) ?? {};
    counts.set(publicationId(publication), own);
    own.articles = (own.articles ?? 0) + 1;
    for (const { type, text, count } of entities) {
      const entity = entityId(type, entityKey(text));
      own[entity] = (own[entity] ?? 0) + count;
    }
  }
  return Object.fromEntries(counts);
}

/** The counts that Firestore should hold once these posts have been submitted, in any order and however often. */
export function expectedCounts(posts: readonly SubmittedPost[]): PublicationCounts {
  return foldOf(posts.map(processedOf));
}

/**
 * Reads all counts from Firestore.
 * @throws Error when a document does not fit its id
 */
export async function actualCounts(firestore: Firestore): Promise<PublicationCounts> {
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

/** Where two sets of counts differ, for people: at most ten places. A count of 0 equals none. */
export function differences(expected: PublicationCounts, found: PublicationCounts): string[] {
  const [should, is] = [flatten(expected), flatten(found)];
  const wrong = [...new Set([...should.keys(), ...is.keys()])].filter(
    (place) => (should.get(place) ?? 0) !== (is.get(place) ?? 0),
  );
  const shown = wrong
    .slice(0, 10)
    .map((place) => `${place}: ${is.get(place) ?? 0} instead of ${should.get(place) ?? 0}`);
  return wrong.length > shown.length ? [...shown, `… and ${wrong.length - shown.length} more`] : shown;
}

function flatten(counts: PublicationCounts): Map<string, number> {
  return new Map(
    Object.entries(counts).flatMap(([publication, own]) =>
      Object.entries(own).map(([what, count]) => [`${publication}/${what}`, count] as const),
    ),
  );
}
