/** Moves the counts of some names of a sum to others, as types and curation ask for. Pure. */
import { type EntityType, entityTypes } from '../../common/domain/post.ts';
import { namesAt, withNames } from './packed-names.ts';
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
  const isGone = new Uint8Array(sum.size);
  for (const place of to.keys()) isGone[place] = 1;
  for (const place of dropped ?? []) isGone[place] = 1;
  const places = new Uint32Array(sum.size).fill(NOWHERE);
  const kept = new Uint32Array(isGone.reduce((count, gone) => count - gone, sum.size));
  const articles = new Float64Array(kept.length);
  const mentions = new Float64Array(kept.length);
  let size = 0;
  for (let place = 0; place < sum.size; place++) {
    if (isGone[place] === 1) continue;
    places[place] = size;
    kept[size] = place;
    articles[size] = sum.articles[place] ?? 0;
    mentions[size] = sum.mentions[place] ?? 0;
    size += 1;
  }
  for (const [from, target] of to) {
    const place = places[target] ?? NOWHERE;
    places[from] = place;
    if (place === NOWHERE) continue;
    articles[place] = (articles[place] ?? 0) + (sum.articles[from] ?? 0);
    mentions[place] = (mentions[place] ?? 0) + (sum.mentions[from] ?? 0);
  }
  const list = namesAt(names === undefined ? sum : withNames(sum, names), kept);
  for (const [from, type] of types) {
    const place = places[from] ?? NOWHERE;
    if (place !== NOWHERE) list.types[place] = entityTypes.indexOf(type);
  }
  return {
    ...sum,
    ...list,
    articles,
    mentions,
    segments: sum.segments.map((segment) => ({ ...segment, places: placesIn(segment.places, places) })),
    severalTypes: new Map(),
    ...(alsoCounted !== undefined && {
      alsoCounted: new Map([...alsoCounted].map(([place, texts]) => [places[place] ?? NOWHERE, texts])),
    }),
  };
}

/** The places that the names of rows have moved to. */
function placesIn(rows: Uint32Array, places: Uint32Array): Uint32Array {
  const moved = new Uint32Array(rows.length);
  for (let row = 0; row < rows.length; row++) moved[row] = places[rows[row] ?? 0] ?? NOWHERE;
  return moved;
}
