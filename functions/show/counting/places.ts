/**
 * Finds names by type and key among very many: an open-addressing hash table over numbers. A `Map` of a
 * hundred thousand texts takes three times as long to fill and leaves megabytes to collect, for each sum that
 * is made.
 */

export interface Places {
  /** The place of a name; undefined when it is not there. */
  readonly find: (type: number, key: string) => number | undefined;
  /** Notes the place of a name that is not there. */
  readonly note: (type: number, key: string, place: number) => void;
}

/** The table is at most half full, so that a search ends soon. */
const SLOTS_A_NAME = 2;
const SMALLEST = 1_024;

/**
 * Makes the table for names that are kept elsewhere.
 * @param keys the key of each place, as `types` has the type. Both may grow: note each new place
 */
export function placesIn(keys: readonly string[], types: () => Uint8Array): Places {
  let used = 0;
  // A slot holds a place plus 1; 0 is free. `hashes` has the hash for each slot, so that few texts are
  // compared.
  let slots = new Int32Array(0);
  let hashes = new Uint32Array(0);

  const put = (hash: number, place: number): void => {
    const mask = slots.length - 1;
    let slot = hash & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = place + 1;
    hashes[slot] = hash;
  };
  const resize = (names: number): void => {
    let size = SMALLEST;
    while (size < names * SLOTS_A_NAME) size *= 2;
    const [oldSlots, oldHashes] = [slots, hashes];
    slots = new Int32Array(size);
    hashes = new Uint32Array(size);
    for (let slot = 0; slot < oldSlots.length; slot++) {
      const place = (oldSlots[slot] ?? 0) - 1;
      if (place >= 0) put(oldHashes[slot] ?? 0, place);
    }
  };
  resize(keys.length);
  const known = types();
  for (let place = 0; place < keys.length; place++) put(hashOf(known[place] ?? 0, keys[place] ?? ''), place);
  used = keys.length;

  return {
    find(type, key) {
      const hash = hashOf(type, key);
      const mask = slots.length - 1;
      for (let slot = hash & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
        if (hashes[slot] !== hash) continue;
        const place = (slots[slot] ?? 0) - 1;
        if (types()[place] === type && keys[place] === key) return place;
      }
      return undefined;
    },
    note(type, key, place) {
      used += 1;
      if (used * SLOTS_A_NAME > slots.length) resize(2 * used);
      put(hashOf(type, key), place);
    },
  };
}

/**
 * FNV-1a over UTF-16 units (http://www.isthe.com/chongo/tech/comp/fnv/), its bits mixed once more because the
 * lowest ones choose the slot.
 */
function hashOf(type: number, key: string): number {
  let hash = 0x811c9dc5 ^ type;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x2c1b3c6d) >>> 0;
}
