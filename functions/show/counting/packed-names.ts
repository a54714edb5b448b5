/** The names of a sum: very many, as columns of numbers and bytes, found by type and key. Pure. */
import { hashAt, isSameText, noTexts, type Texts, textAt, textsOf } from '../../common/domain/store/texts.ts';
import { indexOf } from './name-index.ts';

/** Keys and texts are in the same bytes. */
export interface PackedNames {
  /** The number of names, and the length of each of the following. */
  readonly size: number;
  /** Places in `entityTypes`. */
  readonly types: Uint8Array;
  readonly keys: Texts;
  /** The hash of each key. */
  readonly hashes: Uint32Array;
  readonly texts: Texts;
}

export const noNames: PackedNames = {
  size: 0,
  types: new Uint8Array(0),
  keys: noTexts,
  hashes: new Uint32Array(0),
  texts: noTexts,
};

/** Names of another list, or the rows of a table. */
export type OtherNames = Pick<PackedNames, 'size' | 'types' | 'keys' | 'texts'>;

/** The place of a name; -1 where it is not there. */
export type Finder = (others: OtherNames, other: number) => number;

/** Makes a finder of the names in a list, for very many. */
export function finderIn({ size, types, keys, hashes }: PackedNames): Finder {
  const index = indexOf({ size, hashes }, 0);
  const mask = index.length - 1;
  return (others, other) => {
    const hash = hashAt(others.keys, other);
    for (let slot = hash & mask; index[slot] !== 0; slot = (slot + 1) & mask) {
      const found = index[slot] ?? 0;
      const place = (found & mask) - 1;
      if (((found ^ hash) & ~mask) !== 0 || types[place] !== others.types[other]) continue;
      if (isSameText(keys, place, others.keys, other)) return place;
    }
    return -1;
  };
}

/** The places that have a key, in their order. */
export function placesOfKey({ keys, hashes }: PackedNames, key: string): readonly number[] {
  const wanted = textsOf([key]);
  const hash = hashAt(wanted, 0);
  const places: number[] = [];
  for (let place = hashes.indexOf(hash); place >= 0; place = hashes.indexOf(hash, place + 1))
    if (isSameText(keys, place, wanted, 0)) places.push(place);
  return places;
}

/** The places that have one of many keys, in their order. */
export function placesOfKeys({ size, keys }: OtherNames, wanted: ReadonlySet<string>): number[] {
  const texts = textsOf([...wanted]);
  const hashes = new Set(Array.from(texts.starts.keys(), (key) => hashAt(texts, key)));
  const places: number[] = [];
  for (let place = 0; place < size; place++)
    if (hashes.has(hashAt(keys, place)) && wanted.has(textAt(keys, place))) places.push(place);
  return places;
}

/** The names at some places of a list, in this order. */
export function namesAt({ types, keys, hashes, texts }: PackedNames, places: Uint32Array): PackedNames {
  const size = places.length;
  const own = { types: new Uint8Array(size), hashes: new Uint32Array(size) };
  for (let i = 0; i < size; i++) {
    const place = places[i] ?? 0;
    own.types[i] = types[place] ?? 0;
    own.hashes[i] = hashes[place] ?? 0;
  }
  return { size, ...own, keys: textsOfPlaces(keys, places), texts: textsOfPlaces(texts, places) };
}

/** Other keys and texts for some places of a list. */
export function withNames(
  names: PackedNames,
  others: ReadonlyMap<number, { readonly key: string; readonly text: string }>,
): PackedNames {
  const pieces = [names.keys.bytes];
  let length = names.keys.bytes.length;
  const keys = copyOf(names.keys);
  const texts = copyOf(names.texts);
  const put = ({ starts, ends }: typeof keys, place: number, text: string): void => {
    const piece = Buffer.from(text);
    pieces.push(piece);
    starts[place] = length;
    length += piece.length;
    ends[place] = length;
  };
  for (const [place, { key, text }] of others) {
    put(keys, place, key);
    put(texts, place, text);
  }
  const bytes = Buffer.concat(pieces);
  const hashes = names.hashes.slice();
  for (const place of others.keys()) hashes[place] = hashAt({ bytes, ...keys }, place);
  return { ...names, hashes, keys: { bytes, ...keys }, texts: { bytes, ...texts } };
}

function copyOf({ starts, ends }: Texts) {
  return { starts: starts.slice(), ends: ends.slice() };
}

/** Texts share their bytes where only their places differ. */
function textsOfPlaces({ bytes, starts, ends }: Texts, places: Uint32Array): Texts {
  const own = { starts: new Uint32Array(places.length), ends: new Uint32Array(places.length) };
  for (let i = 0; i < places.length; i++) {
    own.starts[i] = starts[places[i] ?? 0] ?? 0;
    own.ends[i] = ends[places[i] ?? 0] ?? 0;
  }
  return { bytes, ...own };
}
