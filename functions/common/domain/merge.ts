/**
 * Merges many results into few writes. Merging is associative and commutative. So neither the order in which
 * results arrive nor their batches can change a count.
 */

import { isCanonicalSpelling } from './canonical-names.ts';
import { entityKey } from './keys.ts';
import type { Entity, EntityType, ProcessedPost } from './post.ts';

/** An entity of a publication: counted under its key, shown as `text`. */
export interface MergedEntity {
  readonly type: EntityType;
  readonly key: string;
  readonly text: string;
  readonly count: number;
}

/** The fields of a post that merging needs. */
export type Countable = Pick<ProcessedPost, 'postId' | 'publication' | 'entities'>;

/** The sum of some posts of one publication. `postIds` holds each post once. */
export interface MergedPosts {
  readonly publication: string;
  readonly postIds: ReadonlySet<string>;
  readonly entities: ReadonlyMap<string, MergedEntity>;
}

/** One post, in the form that merges. */
export function mergeable(post: Countable): MergedPosts {
  const entities = new Map<string, MergedEntity>();
  for (const entity of post.entities) addEntity(entities, { ...entity, key: entityKey(entity.text) });
  return { publication: post.publication, postIds: new Set([post.postId]), entities };
}

/**
 * Folds two results of one publication into one.
 * @throws RangeError when both hold the same post. Its entities would count twice, so the caller has to drop
 *   it first
 */
export function merge(a: MergedPosts, b: MergedPosts): MergedPosts {
  const postIds = new Set(a.postIds);
  for (const id of b.postIds) {
    if (postIds.has(id)) throw new RangeError(`post ${id} is on both sides of a merge and would count twice`);
    postIds.add(id);
  }
  const entities = new Map(a.entities);
  for (const entity of b.entities.values()) addEntity(entities, entity);
  return { publication: preferred(a.publication, b.publication), postIds, entities };
}

/**
 * Merges posts of one publication in one pass: the same result as folding `merge` over them, without copying.
 * @throws RangeError when the list is empty or names a post twice
 */
export function mergeAll(posts: readonly Countable[]): MergedPosts {
  const first = posts[0];
  if (first === undefined) throw new RangeError('there is nothing to merge');
  let publication = first.publication;
  const postIds = new Set<string>();
  const entities = new Map<string, MergedEntity>();
  for (const post of posts) {
    if (postIds.has(post.postId)) throw new RangeError(`post ${post.postId} is in one merge twice`);
    postIds.add(post.postId);
    publication = preferred(publication, post.publication);
    for (const entity of post.entities) addEntity(entities, { ...entity, key: entityKey(entity.text) });
  }
  return { publication, postIds, entities };
}

function addEntity(entities: Map<string, MergedEntity>, entity: MergedEntity): void {
  const place = `${entity.type}\0${entity.key}`;
  const known = entities.get(place);
  entities.set(
    place,
    known === undefined
      ? entity
      : { ...known, text: preferred(known.text, entity.text), count: known.count + entity.count },
  );
}

/** Counts the occurrences of names into entities, in order of first occurrence. */
export function countNames(names: Iterable<{ readonly type: EntityType; readonly text: string }>): Entity[] {
  const entities = new Map<string, MergedEntity>();
  for (const { type, text } of names) addEntity(entities, { type, text, key: entityKey(text), count: 1 });
  return [...entities.values()].map(({ type, text, count }) => ({ type, text, count }));
}

/**
 * Chooses the spelling of a name that people are shown. The order is total, so that any order of merging
 * chooses the same. The canonical spelling comes first, and mixed case precedes all capitals or all lower
 * case. Then the shorter spelling wins (no possessive, no doubled space), then the order of code units.
 */
export function preferred(a: string, b: string): string {
  if (a === b) return a;
  const byTable = Number(isCanonicalSpelling(b)) - Number(isCanonicalSpelling(a));
  if (byTable !== 0) return byTable < 0 ? a : b;
  const byCase = Number(isOneCase(a)) - Number(isOneCase(b));
  if (byCase !== 0) return byCase < 0 ? a : b;
  if (a.length !== b.length) return a.length < b.length ? a : b;
  return a < b ? a : b;
}

function isOneCase(text: string): boolean {
  return text === text.toUpperCase() || text === text.toLowerCase();
}
