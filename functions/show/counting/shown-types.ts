/**
 * A sum as people are shown it: the counts of a name's rare types are added to those of its most frequent
 * one. It is made of a whole sum, because the articles that are counted together decide, and kept with it.
 * Pure.
 */
import type { EntityType } from '../../common/domain/post.ts';
import { shownTypesOf } from '../../common/domain/shown-types.ts';
import { type Moves, moved } from './move.ts';
import { nameAt, placeOf, type Sum } from './sum.ts';

const made = new WeakMap<Sum, Sum>();

/** The sum with each name under the types that it is shown under. */
export function withJoinedTypes(sum: Sum): Sum {
  const known = made.get(sum);
  if (known !== undefined) return known;
  const groups = placesOfSeveralTypes(sum);
  const shown = groups.length === 0 ? sum : moved(sum, movesWithin(sum, groups));
  made.set(sum, shown);
  return shown;
}

/** The place of a name: under its type, or else under the one that its counts were added to. */
export function placeOfShown(sum: Sum, type: EntityType, key: string): number | undefined {
  const place = placeOf(sum, type, key) ?? sum.keys.indexOf(key);
  return place === -1 ? undefined : place;
}

/** The places of each key that has several types. */
function placesOfSeveralTypes({ keys }: Sum): number[][] {
  const first = new Map<string, number>();
  const several = new Map<string, number[]>();
  for (const [place, key] of keys.entries()) {
    const known = first.get(key);
    const places = several.get(key);
    if (known === undefined) first.set(key, place);
    else if (places === undefined) several.set(key, [known, place]);
    else places.push(place);
  }
  return [...several.values()];
}

function movesWithin(sum: Sum, groups: readonly (readonly number[])[]): Moves {
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
