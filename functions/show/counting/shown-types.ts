/**
 * A sum as people are shown it: the counts of a name's rare types are added to those of its most frequent
 * one. It is made of a whole sum, because the articles that are counted together decide, and kept with it.
 * Pure.
 */
import type { EntityType } from '../../common/domain/post.ts';
import { shownTypesOf } from '../../common/domain/shown-types.ts';
import { type Moves, moved } from './move.ts';
import { placesOfKey } from './packed-names.ts';
import { nameAt, placeOf, type Sum } from './sum.ts';

const made = new WeakMap<Sum, Sum>();

/** The sum with each name under the types that it is shown under. */
export function withJoinedTypes(sum: Sum): Sum {
  const known = made.get(sum);
  if (known !== undefined) return known;
  const groups = sum.severalTypes;
  const shown = groups.size === 0 ? sum : moved(sum, movesWithin(sum, groups.values()));
  made.set(sum, shown);
  return shown;
}

/** The place of a name: under its type, or else under the one that its counts were added to. */
export function placeOfShown(sum: Sum, type: EntityType, key: string): number | undefined {
  return placeOf(sum, type, key) ?? placesOfKey(sum, key)[0];
}

function movesWithin(sum: Sum, groups: Iterable<readonly number[]>): Moves {
  const to = new Map<number, number>();
  const types = new Map<number, EntityType>();
  for (const places of groups) {
    const counts = places.map((place) => nameAt(sum, place));
    const shown = shownTypesOf(counts);
    for (const [i, place] of places.entries()) {
      const type = shown[i] ?? 'person';
      // To the row that has the type already, else to the first of those that get it.
      const own = counts.findIndex((count, at) => count.type === type && shown[at] === type);
      const target = places[own === -1 ? shown.indexOf(type) : own] ?? place;
      types.set(target, type);
      if (target !== place) to.set(place, target);
    }
  }
  return { to, types };
}
