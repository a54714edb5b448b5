/**
 * How much this process may hold: bodies that are being read and posts that Pub/Sub has not taken yet. While Pub/Sub accepts nothing,
 * posts pile up here; the bound makes that an answer (503) instead of a lack of memory.
 */

/** What one request holds. */
export interface Share {
  /** Takes more; false, and nothing taken, when all together would hold too much. */
  take(bytes: number): boolean;
  /** Gives back all that was taken. */
  release(): void;
}

export interface HeldBytes {
  open(): Share;
}

/** @param maxBytes how much all requests together may hold */
export function createHeldBytes(maxBytes: number): HeldBytes {
  let total = 0;
  return {
    open() {
      let own = 0;
      return {
        take(bytes) {
          if (total + bytes > maxBytes) return false;
          total += bytes;
          own += bytes;
          return true;
        },
        release() {
          total -= own;
          own = 0;
        },
      };
    },
  };
}
