/**
 * Streams that inflate compressed bytes: every member, frame and stream. A comment beside each library says
 * why it was chosen.
 */
import { once } from 'node:events';
import { createGunzip } from 'node:zlib';
import { Decompress as ZstdReader } from 'fzstd';
import unbzip2 from 'unbzip2-stream';
import xz from 'xz-decompress';
import { ExitCode, ExplainedError } from '../../../functions/common/process/exit-codes.ts';
import { inputMessages } from '../messages.ts';
import type { Packing } from './magic.ts';

const CHUNK_BYTES = 256 * 1024;

/**
 * Inflates a stream.
 * @param name how people know it
 * @throws ExplainedError with exit code 65, while it is read, when it is damaged or cut off
 */
export async function* unpack(
  stream: AsyncIterable<Buffer>,
  packing: Packing,
  name: string,
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of readers[packing](stream)) if (chunk.length > 0) yield chunk;
  } catch (error) {
    if (error instanceof ExplainedError) throw error;
    throw new ExplainedError(inputMessages.damaged(name, packing), ExitCode.data, { cause: error });
  }
}

const readers: Readonly<Record<Packing, (stream: AsyncIterable<Buffer>) => AsyncIterable<Buffer>>> = {
  gzip: gunzip,
  bzip2,
  xz: unxz,
  zstd,
};

/** Node's own reads several members; `DecompressionStream` fails at the second. */
function gunzip(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  return pumped(stream, createGunzip({ chunkSize: CHUNK_BYTES }));
}

/** unbzip2-stream reads several streams, as pbzip2 writes them. */
function bzip2(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  return pumped(stream, unbzip2());
}

/**
 * Feeds a stream piece by piece and yields its output. Reading the stream directly would lose, at a fault,
 * the output that it had already inflated. Small pieces bound the output of each.
 */
async function* pumped(
  packed: AsyncIterable<Buffer>,
  inflater: NodeJS.ReadWriteStream,
): AsyncGenerator<Buffer> {
  const inflated: Buffer[] = [];
  let failure: { readonly error: unknown } | undefined;
  const ended = Promise.withResolvers<void>();
  inflater.on('data', (chunk: Buffer) => inflated.push(chunk));
  inflater.on('end', () => ended.resolve());
  inflater.on('error', (error: unknown) => {
    failure ??= { error };
    ended.resolve();
  });
  for await (const piece of slices(packed)) {
    const hasRoom = inflater.write(piece);
    if (!hasRoom && failure === undefined) await Promise.race([once(inflater, 'drain'), ended.promise]);
    yield* inflated.splice(0);
    if (failure !== undefined) throw failure.error;
  }
  inflater.end();
  await ended.promise;
  yield* inflated.splice(0);
  if (failure !== undefined) throw failure.error;
}

const SLICE_BYTES = 16 * 1024;

async function* slices(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of stream) {
    for (let at = 0; at < chunk.length; at += SLICE_BYTES) yield chunk.subarray(at, at + SLICE_BYTES);
  }
}

/**
 * xz-decompress is the kernel's decoder in WebAssembly; it reads several streams and the padding between
 * them.
 */
async function* unxz(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const chunks = stream[Symbol.asyncIterator]();
  const packed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const next = await chunks.next();
      if (next.done) controller.close();
      else controller.enqueue(new Uint8Array(next.value));
    },
    async cancel() {
      await chunks.return?.();
    },
  });
  for await (const chunk of new xz.XzReadableStream(packed))
    yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

/**
 * fzstd reads every frame. Node's own zstd loses later frames without an error, depending on how chunks fall.
 */
async function* zstd(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const inflated: Buffer[] = [];
  const reader = new ZstdReader((chunk) => {
    // The reader goes on using its memory.
    if (chunk.length > 0) inflated.push(Buffer.from(chunk));
  });
  let failure: { readonly error: unknown } | undefined;
  const push = (piece: Uint8Array, isLast: boolean): void => {
    try {
      reader.push(piece, isLast);
    } catch (error) {
      failure = { error };
    }
  };
  for await (const piece of slices(stream)) {
    push(piece, false);
    yield* inflated.splice(0);
    if (failure !== undefined) throw failure.error;
  }
  push(new Uint8Array(0), true);
  yield* inflated.splice(0);
  if (failure !== undefined) throw failure.error;
}
