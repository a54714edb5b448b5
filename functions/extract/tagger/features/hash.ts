/**
 * The hash of words: FNV-1a of 32 bits over UTF-16 code units, its bits mixed at the end because rows are the
 * low bits.
 */

const OFFSET = 2_166_136_261;
const PRIME = 16_777_619;

/** Hash of the code units `from` to `to` of `text`; each table has a seed of its own. */
export function hashUnits(text: string, from: number, to: number, seed: number): number {
  let hash = OFFSET ^ seed;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME);
  return mixed(hash);
}

/**
 * The hash of no units yet; each unit goes on from it by `hashOn`, and `hashEnd` ends it: the same as
 * `hashUnits`.
 */
export function hashStart(seed: number): number {
  return OFFSET ^ seed;
}

export function hashOn(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, PRIME);
}

export function hashEnd(hash: number): number {
  return mixed(hash);
}

function mixed(hash: number): number {
  const spread = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (spread ^ (spread >>> 12)) >>> 0;
}
