/** Opens a file or standard input as a stream of bytes: inflated where it is gzipped, from any position, and only if it is UTF-8. */
import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import { inputMessages } from './messages.ts';

export interface Input {
  /** Its bytes from the position asked for. */
  readonly bytes: AsyncIterable<Buffer>;
  /** How large it is on disk, in bytes; undefined where that cannot be known. */
  readonly size: number | undefined;
  /** How many bytes on disk are done with when everything before this position, in bytes of the inflated input, is; about, where it is gzipped. */
  readonly onDisk: (offset: number) => number;
}

export const STDIN = '-';
const CHUNK_BYTES = 256 * 1024;
/** So much of the beginning decides whether a file is UTF-8 at all; later a row that is not is refused by itself. */
const CHECKED_BYTES = 1_000_000;

/**
 * Opens an input.
 * @param path a file, or `-` for standard input
 * @param offset where to begin, in bytes of the inflated input
 * @throws ExplainedError with exit code 2 when it cannot be read, 65 when it is not what it should be; reading on may throw the same
 */
export async function openInput(path: string, offset: number): Promise<Input> {
  if (path === STDIN) {
    const bytes = inflateIfNeeded(process.stdin, path);
    return { bytes: checkEncoding(bytes, path), size: undefined, onDisk: (position) => position };
  }
  const size = (await stat(path).catch(unreadable(path))).size;
  const gzip = await isGzip(path);
  const skippedOnDisk = gzip ? 0 : Math.min(offset, size);
  const file = createReadStream(path, { start: skippedOnDisk, highWaterMark: CHUNK_BYTES });
  const bytes = gzip ? skip(inflate(file, path), offset) : file;
  return {
    bytes: offset === 0 ? checkEncoding(bytes, path) : bytes,
    size,
    onDisk: (position) => (gzip ? file.bytesRead : position),
  };
}

export function unreadable(path: string): (error: unknown) => never {
  return (error) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ExplainedError(inputMessages.unreadable(path, reason), ExitCode.usage, { cause: error });
  };
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path).catch(unreadable(path));
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && hasGzipMagic(buffer);
  } catch (error) {
    return unreadable(path)(error);
  } finally {
    await file.close();
  }
}

/** RFC 1952, section 2.3.1. No text begins like this: the second byte is not UTF-8. */
function hasGzipMagic(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function* inflateIfNeeded(stream: AsyncIterable<Buffer>, path: string): AsyncGenerator<Buffer> {
  const chunks = stream[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done) return;
  const whole = (async function* () {
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => chunks };
  })();
  yield* hasGzipMagic(first.value) ? inflate(whole, path) : whole;
}

async function* inflate(stream: AsyncIterable<Buffer>, path: string): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  let failure: Error | undefined;
  pipeline(stream, gunzip, (error) => {
    failure = error ?? undefined;
  });
  try {
    for await (const chunk of gunzip) yield chunk;
  } catch (error) {
    const reason = failure ?? error;
    throw new ExplainedError(
      inputMessages.badGzip(path, reason instanceof Error ? reason.message : String(reason)),
      ExitCode.data,
      { cause: error },
    );
  }
}

async function* skip(stream: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const chunk of stream) {
    if (left < chunk.length) yield left === 0 ? chunk : chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}

async function* checkEncoding(stream: AsyncIterable<Buffer>, path: string): AsyncGenerator<Buffer> {
  const beginning: Buffer[] = [];
  let size = 0;
  let checked = false;
  for await (const chunk of stream) {
    if (checked) {
      yield chunk;
      continue;
    }
    beginning.push(chunk);
    size += chunk.length;
    if (size < CHECKED_BYTES) continue;
    checked = true;
    yield refuseOtherEncodings(Buffer.concat(beginning.splice(0)), path, false);
  }
  if (!checked) yield refuseOtherEncodings(Buffer.concat(beginning), path, true);
}

function refuseOtherEncodings(bytes: Buffer, path: string, whole: boolean): Buffer {
  if (bytes.length >= 2 && (bytes.readUInt16BE(0) === 0xfffe || bytes.readUInt16BE(0) === 0xfeff))
    throw new ExplainedError(inputMessages.utf16(path), ExitCode.data);
  // A piece may end within a character, but not within a line break: what follows the last one is looked at by its own row.
  const end = whole ? bytes.length : bytes.lastIndexOf(0x0a) + 1;
  if (isUtf8(bytes.subarray(0, end))) return bytes;
  let line = 1;
  for (let start = 0; start < end; line++) {
    const newline = bytes.indexOf(0x0a, start);
    const text = bytes.subarray(start, newline === -1 ? end : newline);
    if (!isUtf8(text))
      throw new ExplainedError(inputMessages.notUtf8(path, line, excerpt(text)), ExitCode.data);
    start = newline === -1 ? end : newline + 1;
  }
  return bytes;
}

/** What stands around the first byte that is not UTF-8, with that byte in hexadecimal. */
function excerpt(line: Buffer): string {
  const text = line.toString('utf8');
  const at = text.indexOf('\ufffd');
  const before = Buffer.byteLength(text.slice(0, at));
  const byte = (line[before] ?? 0).toString(16);
  return `byte 0x${byte} after ${JSON.stringify(text.slice(Math.max(0, at - 20), at))}`;
}
