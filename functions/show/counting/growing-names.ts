/** A list of very many names while tables are added to it. Pure. */
import { preferred } from '../../common/domain/merge.ts';
import { hashAt, isSameText, type Texts, textAt } from '../../common/domain/store/texts.ts';
import { indexOf, slotOf } from './name-index.ts';
import type { OtherNames, PackedNames } from './packed-names.ts';
import { longer, roomFor } from './room.ts';

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
