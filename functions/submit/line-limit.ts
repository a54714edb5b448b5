/**
 * Counts the lines of a body as its bytes arrive. Millions of empty lines compress to 10 kB, and each would
 * have to be parsed.
 */
import { MAX_LINES } from '../common/domain/limits.ts';

export interface LineCount {
  /** Counts the line feeds of more bytes; false as soon as there are more than a body may have. */
  readonly add: (bytes: Buffer) => boolean;
}

export function countLines(): LineCount {
  let lines = 0;
  return {
    add(bytes) {
      for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) {
        lines += 1;
        if (lines > MAX_LINES) return false;
      }
      return true;
    },
  };
}
