/**
 * Which words have their share of the first layer in memory: a fixed number of slots, found by hash. When all
 * are taken, the clock algorithm evicts a word that was not used since its last round. It never evicts a word
 * of the current window.
 */

export interface WordCache {
  /** Slots given out from now on stay until the next call. */
  pin(): void;
  /** The slot of a word, -1 where it has none. The word is `text` from `start` to `end`. */
  find(text: string, start: number, end: number, hash: number): number;
  /** Gives the word a slot, which it does not have yet. */
  add(word: string, hash: number, traits: number): number;
  /** The traits of a slot's word. */
  traitsOf(slot: number): number;
}

/** The slot that no word has: its share is 0. */
export const NO_WORD = 0;

/** Makes a cache of `slots` slots, `NO_WORD` included. */
export function createWordCache(slots: number): WordCache {
  const buckets = new Int32Array(2 ** Math.ceil(Math.log2(slots)));
  const next = new Int32Array(slots);
  const hashes = new Int32Array(slots);
  const traits = new Uint16Array(slots);
  const wasUsed = new Uint8Array(slots);
  const pinned = new Int32Array(slots);
  const words: string[] = [''];
  let round = 0;
  let hand = 1;

  const bucketOf = (hash: number): number => hash & (buckets.length - 1);

  const unlink = (slot: number): void => {
    const bucket = bucketOf(hashes[slot] as number);
    let at = buckets[bucket] as number;
    if (at === slot) {
      buckets[bucket] = next[slot] as number;
      return;
    }
    while (next[at] !== slot) at = next[at] as number;
    next[at] = next[slot] as number;
  };

  const freeSlot = (): number => {
    if (words.length < slots) return words.length;
    while (wasUsed[hand] === 1 || pinned[hand] === round) {
      wasUsed[hand] = 0;
      hand = hand + 1 === slots ? 1 : hand + 1;
    }
    const slot = hand;
    hand = hand + 1 === slots ? 1 : hand + 1;
    unlink(slot);
    return slot;
  };

  return {
    pin() {
      round++;
    },
    find(text, start, end, hash) {
      for (let slot = buckets[bucketOf(hash)] as number; slot !== 0; slot = next[slot] as number) {
        if (hashes[slot] !== hash || !isAt(words[slot] as string, text, start, end)) continue;
        wasUsed[slot] = 1;
        pinned[slot] = round;
        return slot;
      }
      return -1;
    },
    add(word, hash, wordTraits) {
      const slot = freeSlot();
      const bucket = bucketOf(hash);
      words[slot] = ownCopy(word);
      hashes[slot] = hash;
      traits[slot] = wordTraits;
      wasUsed[slot] = 0;
      pinned[slot] = round;
      next[slot] = buckets[bucket] as number;
      buckets[bucket] = slot;
      return slot;
    },
    traitsOf: (slot) => traits[slot] as number,
  };
}

function isAt(word: string, text: string, start: number, end: number): boolean {
  if (word.length !== end - start) return false;
  for (let i = 0; i < word.length; i++) if (word.charCodeAt(i) !== text.charCodeAt(start + i)) return false;
  return true;
}

/** A copy that does not keep alive the article it was cut from, as a long substring does. */
function ownCopy(text: string): string {
  return text.length < SHORTEST_SLICE ? text : Buffer.from(text, 'utf16le').toString('utf16le');
}

/** V8 copies what is shorter: `SlicedString::kMinLength` in its `src/objects/string.h`. */
const SHORTEST_SLICE = 13;
