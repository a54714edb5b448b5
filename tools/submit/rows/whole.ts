/** Reads a whole stream, where a format cannot be read piece by piece. */

export interface Whole {
  /** Undefined when there is more than allowed, and then it was not kept. */
  readonly bytes: Buffer | undefined;
  readonly size: number;
}

/** Reads to the end, and keeps at most `maxBytes`. */
export async function wholeOf(stream: AsyncIterable<Buffer>, maxBytes: number): Promise<Whole> {
  let pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stream) {
    size += piece.length;
    if (size <= maxBytes) pieces.push(piece);
    else pieces = [];
  }
  return { bytes: size <= maxBytes ? Buffer.concat(pieces) : undefined, size };
}
