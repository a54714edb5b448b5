/**
 * The names of a sum: very many, as columns of numbers and bytes, found by type and key. The index is an
 * open-addressing hash table over numbers. A `Map` of a hundred thousand texts takes three times as long to
 * fill and leaves megabytes to collect, for each sum that is made. Pure.
 */
import { preferred } from '../../common/domain/merge.ts';
import { hashAt, isSameText, noTexts, type Texts, textAt, textsOf } from '../../common/domain/store/texts.ts';

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

/** A list that names are added to. Its arrays have room for more names than there are. */
export interface GrowingNames {
  size: number;
  types: Uint8Array;
  hashes: Uint32Array;
  /** Key and text of a name are beside each other in the same bytes, so that one read fetches both. */
  bytes: Buffer;
  /** How many bytes are taken. */
  used: number;
  readonly keys: { bytes: Buffer; starts: Uint32Array; ends: Uint32Array };
  readonly texts: { bytes: Buffer; starts: Uint32Array; ends: Uint32Array };
  index: Uint32Array;
  /** The places of each key that has several types, by the first of them. */
  readonly severalTypes: Map<number, number[]>;
}

/**
 * Begins a list with the names of another, which is not changed.
 * @param severalTypes the places of each key of those names that has several types, by the first of them
 */
export function growingNames(
  { size, types, hashes, keys, texts }: PackedNames,
  severalTypes: ReadonlyMap<number, readonly number[]>,
): GrowingNames {
  return {
    size,
    types,
    hashes,
    bytes: keys.bytes,
    used: keys.bytes.length,
    keys: { ...keys },
    texts: { ...texts },
    index: indexOf({ size, hashes }, 0),
    severalTypes: new Map([...severalTypes].map(([first, places]) => [first, [...places]])),
  };
}

/** Makes room for names, before they are added. */
export function reserveNames(names: GrowingNames, others: OtherNames): void {
  const { size, used, keys, texts } = names;
  const needed = size + others.size;
  if (needed > names.types.length) {
    const room = roomFor(needed, size);
    names.types = longer(names.types, size, new Uint8Array(room));
    names.hashes = longer(names.hashes, size, new Uint32Array(room));
    for (const own of [keys, texts]) {
      own.starts = longer(own.starts, size, new Uint32Array(room));
      own.ends = longer(own.ends, size, new Uint32Array(room));
    }
  }
  const neededBytes = used + others.keys.bytes.length + others.texts.bytes.length;
  if (neededBytes > names.bytes.length) {
    const bytes = Buffer.allocUnsafeSlow(roomFor(neededBytes, used));
    names.bytes.copy(bytes, 0, 0, used);
    names.bytes = bytes;
    keys.bytes = bytes;
    texts.bytes = bytes;
  }
  names.index = indexOf(names, others.size, names.index);
}

/** The place of one of other names, which is added where it is not there. */
export function addName(names: GrowingNames, others: OtherNames, other: number): number {
  const { index, types, keys } = names;
  const hash = hashAt(others.keys, other);
  const type = others.types[other];
  const mask = index.length - 1;
  let slot = hash & mask;
  /** The first place that has the key, under another type. */
  let first = -1;
  for (let found = index[slot] ?? 0; found !== 0; found = index[slot] ?? 0) {
    if (((found ^ hash) & ~mask) === 0) {
      const place = (found & mask) - 1;
      if (isSameText(keys, place, others.keys, other)) {
        if (types[place] === type) {
          chooseText(names, place, others.texts, other);
          return place;
        }
        if (first < 0) first = place;
      }
    }
    slot = (slot + 1) & mask;
  }
  const place = names.size;
  names.size += 1;
  types[place] = type ?? 0;
  names.hashes[place] = hash;
  appendText(names, names.keys, place, others.keys, other);
  appendText(names, names.texts, place, others.texts, other);
  index[slot] = slotOf(hash, place, mask);
  if (first >= 0) {
    const known = names.severalTypes.get(first);
    if (known === undefined) names.severalTypes.set(first, [first, place]);
    else known.push(place);
  }
  return place;
}

/** Gives a name the other text where that is preferred. */
function chooseText(names: GrowingNames, place: number, others: Texts, other: number): void {
  if (isSameText(names.texts, place, others, other)) return;
  const before = textAt(names.texts, place);
  if (preferred(before, textAt(others, other)) !== before)
    appendText(names, names.texts, place, others, other);
}

/** Puts a text at a place, after all bytes that are taken. */
function appendText(
  names: GrowingNames,
  { starts, ends }: Texts,
  place: number,
  others: Texts,
  other: number,
): void {
  const { bytes, used } = names;
  const { bytes: from } = others;
  const end = others.ends[other] ?? 0;
  let to = used;
  for (let at = others.starts[other] ?? 0; at < end; at++) bytes[to++] = from[at] ?? 0;
  starts[place] = used;
  ends[place] = to;
  names.used = to;
}

/** The names, without the room that they do not use. */
export function finishedNames({ size, types, hashes, bytes, used, keys, texts }: GrowingNames): PackedNames {
  const own = used === bytes.length ? bytes : Buffer.allocUnsafeSlow(used);
  if (own !== bytes) bytes.copy(own, 0, 0, used);
  const finished = ({ starts, ends }: Texts): Texts => ({
    bytes: own,
    starts: starts.slice(0, size),
    ends: ends.slice(0, size),
  });
  return {
    size,
    types: types.slice(0, size),
    keys: finished(keys),
    hashes: hashes.slice(0, size),
    texts: finished(texts),
  };
}

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

/** Room for this number, and for a quarter more than there are: tables that follow bring few new names. */
function roomFor(needed: number, present: number): number {
  return Math.max(needed, present + (present >> 2));
}

/** Puts the first `size` numbers at the beginning of a longer array. */
function longer<Numbers extends Uint8Array | Uint32Array>(
  numbers: Numbers,
  size: number,
  room: Numbers,
): Numbers {
  room.set(numbers.subarray(0, size));
  return room;
}

/** The index is at most four fifths full; half as long, it stays in the processor's own memory more often. */
const SLOTS_A_NAME = 1.25;
const FEWEST_SLOTS = 1_024;

/**
 * An index by hash. Places of one hash are found in their order.
 * @param more names that are to be added
 * @param known an index of the same names, which is used where it is large enough
 */
function indexOf(
  { size, hashes }: Pick<PackedNames, 'size' | 'hashes'>,
  more: number,
  known?: Uint32Array,
): Uint32Array {
  const names = size + more;
  if (known !== undefined && known.length >= names * SLOTS_A_NAME) return known;
  let slots = FEWEST_SLOTS;
  while (slots < names * SLOTS_A_NAME) slots *= 2;
  const index = new Uint32Array(slots);
  const mask = slots - 1;
  for (let place = 0; place < size; place++) {
    const hash = hashes[place] ?? 0;
    index[freeSlot(index, hash)] = slotOf(hash, place, mask);
  }
  return index;
}

function freeSlot(index: Uint32Array, hash: number): number {
  const mask = index.length - 1;
  let slot = hash & mask;
  while (index[slot] !== 0) slot = (slot + 1) & mask;
  return slot;
}

/**
 * A slot of the index, which is 0 while it is free: the place plus 1 in its low bits; in the others those of
 * the hash, so that few keys are compared.
 */
function slotOf(hash: number, place: number, mask: number): number {
  return ((hash & ~mask) | (place + 1)) >>> 0;
}
