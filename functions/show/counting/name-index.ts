/**
 * An index of names by the hashes of their keys: an open-addressing hash table over numbers. A `Map` of a
 * hundred thousand texts takes three times as long to fill and leaves megabytes to collect, for each sum that
 * is made. Pure.
 */

/** The index is at most four fifths full; half as long, it stays in the processor's own memory more often. */
const SLOTS_A_NAME = 1.25;
const FEWEST_SLOTS = 1_024;

/**
 * An index by hash. Places of one hash are found in their order.
 * @param more names that are to be added
 * @param known an index of the same names, which is used where it is large enough
 */
export function indexOf(
  { size, hashes }: { readonly size: number; readonly hashes: Uint32Array },
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
export function slotOf(hash: number, place: number, mask: number): number {
  return ((hash & ~mask) | (place + 1)) >>> 0;
}
