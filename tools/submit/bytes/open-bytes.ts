/** From a source to its bytes as they were before anybody compressed them, with a look at their beginning. */
import { type Foreign, foreignOf, MAGIC_BYTES, type Packing, packingOf } from './magic.ts';
import { peek, skip } from './peek.ts';
import type { Source } from './source.ts';
import { unpack } from './unpack.ts';

export interface OpenBytes {
  readonly source: Source;
  /** How it is compressed, the outermost way first. */
  readonly packings: readonly Packing[];
  /** The beginning: `HEAD_BYTES`, or a little more, or all there is. */
  readonly head: Buffer;
  readonly isWhole: boolean;
  readonly foreign: Foreign | undefined;
  /** All bytes from an offset on; to be called once. */
  readonly from: (offset: number) => AsyncIterable<Buffer>;
  /** Bytes read from the source so far. */
  readonly bytesRead: () => number;
}

/** The length of the beginning that decides on encoding, delimiter and quotes. */
export const HEAD_BYTES = 1_000_000;
/** Archives and tables that were compressed twice occur; deeper nesting is no real data. */
const MAX_PACKINGS = 3;

/** Opens a source and decompresses it, several times where it was compressed several times. */
export async function openBytes(source: Source): Promise<OpenBytes> {
  let read = 0;
  const counted = async function* (from: number): AsyncGenerator<Buffer> {
    for await (const chunk of source.read(from)) {
      read += chunk.length;
      yield chunk;
    }
  };
  const packings: Packing[] = [];
  let bytes: AsyncIterable<Buffer> = counted(0);
  for (;;) {
    const sign = await peek(bytes, MAGIC_BYTES);
    const packing = packings.length < MAX_PACKINGS ? packingOf(sign.head) : undefined;
    bytes = sign.bytes;
    if (packing === undefined) break;
    packings.push(packing);
    bytes = unpack(bytes, packing, source.name);
  }
  const peeked = await peek(bytes, HEAD_BYTES);
  const { head } = peeked;
  const reopened = async function* (offset: number): AsyncGenerator<Buffer> {
    await peeked.close();
    yield* counted(offset);
  };
  return {
    source,
    packings,
    head,
    isWhole: peeked.isWhole,
    foreign: foreignOf(head),
    from(offset) {
      if (offset <= head.length || packings.length > 0 || source.path === undefined)
        return skip(peeked.bytes, offset);
      return reopened(offset);
    },
    bytesRead: () => read,
  };
}
