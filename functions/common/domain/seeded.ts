/** Numbers that look random and are the same for the same seed on every machine. Not for secrets. */

/**
 * Gives the next number from 0, inclusive, to 1, exclusive, with each call: the algorithm mulberry32 by Tommy
 * Ettinger (2017), a Weyl sequence through a multiply-and-shift mix. It has 32 bits of state, and so a period
 * of 2^32.
 * @param seed any whole number; taken modulo 2^32
 */
export function seededFractions(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
