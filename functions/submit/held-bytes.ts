/**
 * Bounds the bytes that this process holds: bodies that are being read, and posts that Pub/Sub has not
 * accepted yet. While Pub/Sub accepts nothing, posts pile up here. At the bound, requests are answered with
 * 503, before the process runs out of memory.
 *
 * No holder may have more than is left for all others: a single one half of all, two a third each, and so on.
 * So one more holder always finds room (Choudhury and Hahne, Dynamic queue length thresholds for
 * shared-memory packet switches, 1998).
 */

/** The bytes that one request holds. */
export interface Share {
  /**
   * Takes more bytes. Returns false, and takes nothing, when the holder would then have more than is left.
   */
  readonly take: (bytes: number) => boolean;
  /** Gives some of it back. */
  readonly give: (bytes: number) => void;
  /** Gives back all that was taken. */
  readonly release: () => void;
}

export interface HeldBytes {
  /**
   * @param holder the origin of the request. Requests of one holder have one share; without it each request
   *   has its own
   */
  readonly open: (holder?: string) => Share;
}

/** @param maxBytes how much all requests together may hold */
export function createHeldBytes(maxBytes: number): HeldBytes {
  const byHolder = new Map<string | symbol, number>();
  let total = 0;
  return {
    open(holder) {
      const key = holder ?? Symbol('request');
      let own = 0;
      const add = (bytes: number): void => {
        const held = (byHolder.get(key) ?? 0) + bytes;
        if (held === 0) byHolder.delete(key);
        else byHolder.set(key, held);
        total += bytes;
        own += bytes;
      };
      return {
        take(bytes) {
          if ((byHolder.get(key) ?? 0) + bytes > maxBytes - total - bytes) return false;
          add(bytes);
          return true;
        },
        give: (bytes) => add(-bytes),
        release: () => add(-own),
      };
    },
  };
}
