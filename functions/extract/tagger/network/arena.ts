/**
 * Divides a memory among its users before there is one: offsets are handed out, then a memory of the sum is
 * made.
 */

export interface Arena {
  /** Reserves bytes; returns their offset, a multiple of 16. */
  take(bytes: number): number;
  /** Bytes reserved until now. */
  readonly size: number;
}

const ALIGNMENT = 16;
/** Offset 0 is nobody's: the kernel takes it for "no list". */
const FIRST = 64;

/** An empty arena. */
export function createArena(): Arena {
  let size = FIRST;
  return {
    take(bytes) {
      const at = size;
      size += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
      return at;
    },
    get size() {
      return size;
    },
  };
}
