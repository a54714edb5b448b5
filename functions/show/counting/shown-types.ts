/**
 * A sum as people are shown it: the counts of a name's rare types are added to those of its most frequent
 * one. It is made of a whole sum, because the articles that are counted together decide, and kept with it.
 * Pure.
 */
import { type EntityType, entityTypes } from '../../common/domain/post.ts';
import { shownTypesOf } from '../../common/domain/shown-types.ts';
import { nameAt, placeOf, type Sum } from './sum.ts';

const made = new WeakMap<Sum, Sum>();

/** The sum with each name under the types that it is shown under. */
export function withShownTypes(sum: Sum): Sum {
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

/** The places of each key that stands under several types. */
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

/** Where counts go, by the place they are at, and the types of the places they go to. */
interface Moves {
  readonly to: ReadonlyMap<number, number>;
  readonly types: ReadonlyMap<number, EntityType>;
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

/** The sum with counts moved; places that are left empty are closed up. */
function moved(sum: Sum, { to, types }: Moves): Sum {
  const places = new Uint32Array(sum.size);
  const kept: number[] = [];
  for (let place = 0; place < sum.size; place++) {
    if (to.has(place)) continue;
    places[place] = kept.length;
    kept.push(place);
  }
  const articles = Float64Array.from(kept, (place) => sum.articles[place] ?? 0);
  const mentions = Float64Array.from(kept, (place) => sum.mentions[place] ?? 0);
  for (const [from, target] of to) {
    const place = places[target] ?? 0;
    places[from] = place;
    articles[place] = (articles[place] ?? 0) + (sum.articles[from] ?? 0);
    mentions[place] = (mentions[place] ?? 0) + (sum.mentions[from] ?? 0);
  }
  const typeAt = (place: number): number => {
    const type = types.get(place);
    return type === undefined ? (sum.types[place] ?? 0) : entityTypes.indexOf(type);
  };
  return {
    ...sum,
    size: kept.length,
    types: Uint8Array.from(kept, typeAt),
    keys: kept.map((place) => sum.keys[place] ?? ''),
    texts: kept.map((place) => sum.texts[place] ?? ''),
    articles,
    mentions,
    segments: sum.segments.map((segment) => ({
      ...segment,
      places: segment.places.map((place) => places[place] ?? 0),
    })),
  };
}
