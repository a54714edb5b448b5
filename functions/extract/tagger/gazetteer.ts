/**
 * The gazetteer: for a hash of a word, or of the words of a longer name, what lists it stands in. Hashes are 24 bits long: of the
 * words that stand in no list about one in a hundred seems to, which the weights, trained with the same table, allow for.
 */
import { pair } from './hash.ts';

/** The lists, as bits. */
export const List = {
  firstName: 1 << 0,
  surname: 1 << 1,
  city: 1 << 2,
  region: 1 << 3,
  country: 1 << 4,
  /** Any word of a place's name of several words. */
  placeWord: 1 << 5,
  /** Rivers, mountains, continents. */
  nature: 1 << 6,
  /** People of history, by surname or whole name. */
  notable: 1 << 7,
  organization: 1 << 8,
  /** Any word of an organization's name of several words. */
  organizationWord: 1 << 9,
  demonym: 1 << 10,
  /** Capital words of other kinds: events, languages, creeds. */
  otherName: 1 << 11,
  /** A word of the dictionary in small letters. */
  common: 1 << 12,
} as const;

export interface Gazetteer {
  /** The lists a hash stands in, as bits; 0 for none. */
  listsOf(hash: number): number;
}

/** The hash of a name of several words, from the hashes of its folded words. */
export function phraseHash(words: readonly number[]): number {
  return words.reduce((hash, word) => pair(hash, word));
}

/** The form in which words stand in the gazetteer: small letters without accents. */
export function fold(word: string): string {
  const lower = word.toLowerCase();
  for (let i = 0; i < lower.length; i++) {
    if (lower.charCodeAt(i) > 127) return lower.normalize('NFD').replace(/\p{M}/gu, '');
  }
  return lower;
}

const KEY_BITS = 24;

/** The key a hash is stored under. */
export function keyOf(hash: number): number {
  return hash >>> (32 - KEY_BITS);
}

/**
 * Reads a gazetteer.
 * @param bytes number of entries (4 bytes), then the differences of the sorted keys in base 128, then two bytes of lists for each
 */
export function readGazetteer(bytes: Uint8Array): Gazetteer {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint32(0, true);
  let size = 1;
  while (size < count * 2) size *= 2;
  const keys = new Int32Array(size).fill(-1);
  const values = new Uint16Array(size);
  const low = bytes.length - 2 * count;
  let at = 4;
  let key = 0;
  for (let entry = 0; entry < count; entry++) {
    let shift = 0;
    let difference = 0;
    for (;;) {
      const byte = bytes[at++] as number;
      difference |= (byte & 127) << shift;
      if (byte < 128) break;
      shift += 7;
    }
    key += difference;
    let slot = Math.imul(key, 0x9e3779b1) & (size - 1);
    while (keys[slot] !== -1) slot = (slot + 1) & (size - 1);
    keys[slot] = key;
    values[slot] = (bytes[low + entry] as number) | ((bytes[low + count + entry] as number) << 8);
  }
  return {
    listsOf(hash) {
      const wanted = hash >>> (32 - KEY_BITS);
      let slot = Math.imul(wanted, 0x9e3779b1) & (size - 1);
      for (;;) {
        const found = keys[slot] as number;
        if (found === wanted) return values[slot] as number;
        if (found === -1) return 0;
        slot = (slot + 1) & (size - 1);
      }
    },
  };
}

/** Writes a gazetteer in the form that `readGazetteer` reads. */
export function writeGazetteer(lists: ReadonlyMap<number, number>): Uint8Array {
  const entries = [...lists].sort(([a], [b]) => a - b);
  const bytes: number[] = [entries.length, entries.length >> 8, entries.length >> 16, entries.length >> 24];
  let before = 0;
  for (const [key] of entries) {
    let difference = key - before;
    before = key;
    while (difference >= 128) {
      bytes.push((difference & 127) | 128);
      difference >>>= 7;
    }
    bytes.push(difference);
  }
  for (const [, value] of entries) bytes.push(value & 255);
  for (const [, value] of entries) bytes.push(value >> 8);
  return Uint8Array.from(bytes.map((byte) => byte & 255));
}
