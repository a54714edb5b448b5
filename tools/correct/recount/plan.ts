/** What a recount has to change, from what the ledger and the counters said at one moment. Pure. */
import { entityId } from '../../../functions/common/domain/keys.ts';
import { type MergedEntity, mergeAll } from '../../../functions/common/domain/merge.ts';
import type { ProcessedPost } from '../../../functions/common/domain/post.ts';

/** A counter that is wrong, and by how much it has to change. */
export interface Correction {
  readonly entityId: string;
  /** Undefined where no post names the entity any more. */
  readonly entity: MergedEntity | undefined;
  readonly by: number;
}

export interface RecountPlan {
  readonly articlesBy: number;
  readonly corrections: readonly Correction[];
  /** Counters of 0 that no post names: what an interrupted correction has left. */
  readonly empty: readonly string[];
}

/** Adds up posts as they are read, so that not all of them have to be held. */
export interface Sum {
  readonly add: (posts: readonly ProcessedPost[]) => void;
  readonly posts: () => number;
  readonly entities: () => ReadonlyMap<string, MergedEntity>;
}

export function createSum(): Sum {
  const sums = new Map<string, MergedEntity>();
  let count = 0;
  return {
    add(posts) {
      count += posts.length;
      if (posts.length === 0) return;
      for (const entity of mergeAll(posts).entities.values()) {
        const id = entityId(entity.type, entity.key);
        const known = sums.get(id);
        sums.set(id, known === undefined ? entity : { ...known, count: known.count + entity.count });
      }
    },
    posts: () => count,
    entities: () => sums,
  };
}

/**
 * Compares.
 * @param sum of the posts that should be counted
 * @param counted what the counters said at the same moment, by entity id
 * @param articles what the publication's counter of articles said
 */
export function planRecount(sum: Sum, counted: ReadonlyMap<string, number>, articles: number): RecountPlan {
  const expected = sum.entities();
  const ids = new Set([...expected.keys(), ...counted.keys()]);
  return {
    articlesBy: sum.posts() - articles,
    corrections: [...ids].flatMap((id) => {
      const entity = expected.get(id);
      const by = (entity?.count ?? 0) - (counted.get(id) ?? 0);
      return by === 0 ? [] : [{ entityId: id, entity, by }];
    }),
    empty: [...counted].flatMap(([id, count]) => (count === 0 && !expected.has(id) ? [id] : [])),
  };
}
