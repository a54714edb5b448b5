/**
 * Collects bytes that arrive in pieces of any size. A hostile client can send millions of pieces of one byte.
 * As an object of its own, each would take a hundred times its size. So small pieces are copied into blocks.
 */

const BLOCK_BYTES = 65_536;

export interface CollectedBytes {
  readonly add: (piece: Buffer) => void;
  readonly size: () => number;
  /** Everything in order; nothing is to be added afterwards. */
  readonly blocks: () => Buffer[];
}

export function collectBytes(): CollectedBytes {
  const full: Buffer[] = [];
  let block = Buffer.alloc(0);
  let filled = 0;
  let size = 0;
  const close = (): void => {
    if (filled > 0) full.push(block.subarray(0, filled));
    filled = 0;
  };
  return {
    add(piece) {
      size += piece.length;
      if (piece.length >= BLOCK_BYTES >> 1) {
        close();
        full.push(piece);
        block = Buffer.alloc(0);
        return;
      }
      if (filled + piece.length > block.length) {
        close();
        // A short body, as most are, needs no whole block.
        block = Buffer.allocUnsafeSlow(size === piece.length ? piece.length : BLOCK_BYTES);
      }
      piece.copy(block, filled);
      filled += piece.length;
    },
    size: () => size,
    blocks() {
      close();
      return full;
    },
  };
}
