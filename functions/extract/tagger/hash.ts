/**
 * Hashes of words and of features. All arithmetic is on 32-bit integers, so every machine computes the same.
 * The string hash is FNV-1a over UTF-16 code units (Fowler, Noll and Vo), the finaliser is MurmurHash3's (Appleby, 2011).
 */

/** Spreads every input bit over all output bits. */
export function mix(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** The hash of `text` from `start` (inclusive) to `end` (exclusive), in UTF-16 code units. */
export function hashOf(text: string, start = 0, end = text.length): number {
  let h = 0x811c9dc5;
  for (let i = start; i < end; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(h);
}

/** The hash of an ordered pair of hashes. */
export function pair(a: number, b: number): number {
  return (Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77) ^ (b >>> 15)) | 0;
}
