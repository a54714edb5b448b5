/** The truth, and the comparison of Firestore with it: the fold of extraction over the posts that should have been counted. */
import type { Firestore } from '@google-cloud/firestore';
import { collections } from '../../functions/common/domain/collections.ts';
import { documentId, publicationId } from '../../functions/common/domain/keys.ts';
import { mergeAll } from '../../functions/common/domain/merge.ts';
import type { Entity, Post } from '../../functions/common/domain/post.ts';
import { countEntities } from '../../functions/extract/entities.ts';
import { extract } from '../../functions/extract/extract.ts';

/** Counts by `publication`, and by `publication/type/key`. */
export type Counts = ReadonlyMap<string, number>;

const extracted = new Map<string, readonly Entity[]>();

function entitiesOf(content: string): readonly Entity[] {
  const known = extracted.get(content);
  if (known !== undefined) return known;
  const entities = countEntities(content, extract(content));
  extracted.set(content, entities);
  return entities;
}

/** What Firestore should hold when exactly these posts have been counted, each once. */
export function truthOf(posts: readonly Post[]): Counts {
  const counts = new Map<string, number>();
  for (const [id, group] of Map.groupBy(posts, ({ publication }) => publicationId(publication))) {
    const processed = group.map(({ id: postId, publication, content }) => ({
      postId,
      publication,
      entities: entitiesOf(content),
    }));
    counts.set(id, group.length);
    for (const { type, key, count } of mergeAll(processed).entities.values())
      counts.set(`${id}/${type}/${key}`, count);
  }
  return counts;
}

/** What Firestore holds; a count of 0 is as if it were not there. */
export async function countsIn(firestore: Firestore): Promise<Counts> {
  const counts = new Map<string, number>();
  const publications = await firestore.collection(collections.publications).get();
  for (const publication of publications.docs) {
    const articles = Number(publication.get('articleCount'));
    if (articles !== 0) counts.set(publication.id, articles);
    const entities = await publication.ref.collection(collections.entities).get();
    for (const entity of entities.docs) {
      const count = Number(entity.get('count'));
      if (count !== 0) counts.set(`${publication.id}/${entity.get('type')}/${entity.get('key')}`, count);
    }
  }
  return counts;
}

/** Where two sets of counts differ, at most ten places of it, for people. */
export function differences(expected: Counts, found: Counts): string[] {
  const places = new Set([...expected.keys(), ...found.keys()]);
  const wrong = [...places].filter((place) => expected.get(place) !== found.get(place));
  const shown = wrong
    .slice(0, 10)
    .map((place) => `${place}: ${found.get(place) ?? 0} instead of ${expected.get(place) ?? 0}`);
  return wrong.length > shown.length ? [...shown, `… and ${wrong.length - shown.length} more`] : shown;
}

/** The ids of `posts` that are in the ledger. */
export async function ledgerHas(firestore: Firestore, ids: readonly string[]): Promise<Set<string>> {
  const ledger = firestore.collection(collections.posts);
  const known = new Set<string>();
  for (let from = 0; from < ids.length; from += 300) {
    const asked = ids.slice(from, from + 300);
    const found = await firestore.getAll(...asked.map((id) => ledger.doc(documentId(id))), { fieldMask: [] });
    for (const [index, id] of asked.entries()) if (found[index]?.exists) known.add(id);
  }
  return known;
}
