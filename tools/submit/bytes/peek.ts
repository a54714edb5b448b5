/** Looks at the beginning of a stream without losing it. */

export interface Peeked {
  /** The beginning: as many bytes as were asked for, or a little more, or all there are. */
  readonly head: Buffer;
  /** Whether the head is all there is. */
  readonly isWhole: boolean;
  /** Everything, the head included; to be read once. */
  readonly bytes: AsyncIterable<Buffer>;
  /** Closes the stream without reading the rest. */
  readonly close: () => Promise<void>;
}

/** Reads the first bytes of a stream. */
export async function peek(stream: AsyncIterable<Buffer>, bytes: number): Promise<Peeked> {
  const chunks = stream[Symbol.asyncIterator]();
  const beginning: Buffer[] = [];
  let size = 0;
  let isWhole = false;
  let failure: { readonly error: unknown } | undefined;
  while (size < bytes && !isWhole && failure === undefined) {
    try {
      const next = await chunks.next();
      if (next.done) isWhole = true;
      else {
        beginning.push(next.value);
        size += next.value.length;
      }
    } catch (error) {
      if (size === 0) throw error;
      // The bytes before the fault are still read.
      failure = { error };
    }
  }
  const head = Buffer.concat(beginning);
  return {
    head,
    isWhole,
    async close() {
      await chunks.return?.();
    },
    bytes: (async function* () {
      try {
        if (head.length > 0) yield head;
        if (failure !== undefined) throw failure.error;
        while (!isWhole) {
          const next = await chunks.next();
          if (next.done) return;
          yield next.value;
        }
      } finally {
        await chunks.return?.();
      }
    })(),
  };
}

/** Passes over the first bytes of a stream. */
export async function* skip(stream: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const chunk of stream) {
    if (left < chunk.length) yield left === 0 ? chunk : chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}
