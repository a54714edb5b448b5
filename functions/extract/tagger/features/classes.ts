/**
 * Words without their own row that a larger vocabulary has: each has the class of similar words, and the
 * lists of names that hold it. Some 400,000 words take a few bytes each, because only a hash of 24 bits
 * distinguishes them. So one in forty unknown words is taken for a known one. The network was trained with
 * these errors.
 */
import { hashUnits } from './hash.ts';

const SEED = 9;
/** Only the beginning of a long word counts, in code units. */
const MAX_HASHED = 32;
/** Hashes are kept without their low byte. */
const KEY_SHIFT = 8;

const CLASS_BITS = 10;

/** Lists of names that a word may be in; they are the last columns of a word's vector. */
export const LIST_COLUMNS = 6;

export interface WordClass {
  /** Row of the classes' table; 0 for none. */
  readonly row: number;
  /** Bit `i` is list `i`. */
  readonly lists: number;
}

/** The key of a normalised word among the classes. */
export function classKey(word: string): number {
  return hashUnits(word, 0, Math.min(MAX_HASHED, word.length), SEED) >>> KEY_SHIFT;
}

const NONE: WordClass = { row: 0, lists: 0 };

/**
 * Reads the classes of a weights file: their number (32 bits), the keys in order as differences of 7 bits a
 * byte, the low ones first, the high bit set where more follow; then the low bytes of the values, then the
 * high bytes.
 * @returns finds the class of a normalised word
 */
export function readClasses(bytes: Uint8Array): (word: string) => WordClass {
  const count = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  const keys = new Uint32Array(count);
  let at = 4;
  let key = 0;
  for (let i = 0; i < count; i++) {
    let shift = 0;
    let byte = bytes[at++] as number;
    for (; byte >= 128; byte = bytes[at++] as number) {
      key += (byte & 127) << shift;
      shift += 7;
    }
    key += byte << shift;
    keys[i] = key;
  }
  const low = bytes.subarray(at, at + count);
  const high = bytes.subarray(at + count, at + 2 * count);
  return (word) => {
    const wanted = classKey(word);
    let from = 0;
    let to = count;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((keys[middle] as number) < wanted) from = middle + 1;
      else to = middle;
    }
    if (keys[from] !== wanted) return NONE;
    const value = (low[from] as number) | ((high[from] as number) << 8);
    return { row: value & ((1 << CLASS_BITS) - 1), lists: value >>> CLASS_BITS };
  };
}
