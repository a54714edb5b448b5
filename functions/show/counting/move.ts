/** Moves the counts of some names of a sum to others, as types and curation ask for. Pure. */
import { type EntityType, entityTypes } from '../../common/domain/post.ts';
import type { Sum } from './sum.ts';

/** Where counts go, by the place they are at, and what becomes of the places. */
export interface Moves {
  readonly to: ReadonlyMap<number, number>;
  /** The types of places that get another. */
  readonly types: ReadonlyMap<number, EntityType>;
  /** The keys and texts of places that get others. */
  readonly names?: ReadonlyMap<number, { readonly key: string; readonly text: string }>;
  /** Places that are taken out. */
  readonly dropped?: ReadonlySet<number>;
  /** The other texts that a place was counted under. */
  readonly alsoCounted?: ReadonlyMap<number, readonly string[]>;
}

/** The place of rows whose name was taken out: no name has it. */
const NOWHERE = 0xffff_ffff;

/** The sum with counts moved; places that are left empty are closed up. */
export function moved(sum: Sum, moves: Moves): Sum {
  const { to, types, names, dropped, alsoCounted } = moves;
  const places = new Uint32Array(sum.size);
  const kept: number[] = [];
  for (let place = 0; place < sum.size; place++) {
    if (to.has(place)) continue;
    const isDropped = dropped?.has(place) ?? false;
    places[place] = isDropped ? NOWHERE : kept.length;
    if (!isDropped) kept.push(place);
  }
  const articles = Float64Array.from(kept, (place) => sum.articles[place] ?? 0);
  const mentions = Float64Array.from(kept, (place) => sum.mentions[place] ?? 0);
  for (const [from, target] of to) {
    const place = places[target] ?? NOWHERE;
    places[from] = place;
    if (place === NOWHERE) continue;
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
    keys: kept.map((place) => names?.get(place)?.key ?? sum.keys[place] ?? ''),
    texts: kept.map((place) => names?.get(place)?.text ?? sum.texts[place] ?? ''),
    articles,
    mentions,
    segments: sum.segments.map((segment) => ({
      ...segment,
      places: segment.places.map((place) => places[place] ?? NOWHERE),
    })),
    ...(alsoCounted !== undefined && {
      alsoCounted: new Map([...alsoCounted].map(([place, texts]) => [places[place] ?? NOWHERE, texts])),
    }),
  };
}
