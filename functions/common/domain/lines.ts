/** Splits a stream of bytes into lines. */

export interface Line {
  /**
   * The line without its line feed; undefined when it is longer than allowed, because such a line is not
   * kept.
   */
  readonly bytes: Buffer | undefined;
  /** How many bytes it takes, its end included. */
  readonly length: number;
}

/**
 * Splits at line feeds; a carriage return before one is part of the line.
 * @param maxBytes a longer line is skipped in constant memory
 */
export async function* splitLines(stream: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Line> {
  let kept: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    let start = 0;
    for (;;) {
      const newline = chunk.indexOf(0x0a, start);
      const end = newline === -1 ? chunk.length : newline;
      length += end - start;
      if (length <= maxBytes) kept.push(chunk.subarray(start, end));
      else kept = [];
      if (newline === -1) break;
      yield { bytes: length <= maxBytes ? joined(kept) : undefined, length: length + 1 };
      kept = [];
      length = 0;
      start = newline + 1;
    }
  }
  if (length > 0) yield { bytes: length <= maxBytes ? joined(kept) : undefined, length };
}

function joined(pieces: readonly Buffer[]): Buffer {
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
}
