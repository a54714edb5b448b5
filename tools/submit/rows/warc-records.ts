/**
 * Splits a WARC file (https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/) into
 * its records, one in memory at a time; a record that is too long is passed over without being held.
 */

export interface WarcRecord {
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Undefined when it is longer than allowed. */
  readonly block: Buffer | undefined;
  /** Bytes from the end of the record before it to its own, blank lines included. */
  readonly length: number;
}

/** The bytes that follow are no WARC record. */
export class BadWarc extends Error {}

const HEADER_END = Buffer.from('\r\n\r\n');
const BARE_HEADER_END = Buffer.from('\n\n');
/** The longest header, in bytes. Anything longer is no header. */
const MAX_HEADER_BYTES = 1_000_000;
const BLANKS: ReadonlySet<number> = new Set([0x0d, 0x0a]);

/**
 * Splits a stream.
 * @throws BadWarc when something is no record, or the last one is cut off
 */
export async function* splitWarc(
  stream: AsyncIterable<Buffer>,
  maxBlockBytes: number,
): AsyncGenerator<WarcRecord> {
  const reader = createReader(stream);
  for (;;) {
    const blank = await reader.skipBlanks();
    const header = await reader.header();
    if (header === undefined) return;
    const headers = parseHeaders(header.text);
    const size = Number(headers.get('content-length'));
    if (!/^WARC\/\d/.test(header.text) || !Number.isSafeInteger(size)) throw new BadWarc();
    const block = await reader.block(size, maxBlockBytes);
    const end = await reader.skipBlanks(HEADER_END.length);
    yield { headers, block, length: blank + header.length + size + end };
  }
}

interface Reader {
  /** Passes over line ends, and tells how many bytes they were. */
  skipBlanks(most?: number): Promise<number>;
  /** The lines up to an empty one; undefined at the end of the stream. */
  header(): Promise<{ readonly text: string; readonly length: number } | undefined>;
  block(size: number, maxBytes: number): Promise<Buffer | undefined>;
}

function createReader(stream: AsyncIterable<Buffer>): Reader {
  const chunks = stream[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  const more = async (): Promise<boolean> => {
    const next = await chunks.next();
    if (next.done) return false;
    held = held.length === 0 ? next.value : Buffer.concat([held, next.value]);
    return true;
  };
  return {
    async skipBlanks(most = Number.POSITIVE_INFINITY) {
      let skipped = 0;
      for (;;) {
        let at = 0;
        while (at < held.length && skipped + at < most && BLANKS.has(held[at] ?? 0)) at += 1;
        skipped += at;
        held = held.subarray(at);
        if (held.length > 0 || skipped >= most || !(await more())) return skipped;
      }
    },
    async header() {
      for (;;) {
        const crlf = held.indexOf(HEADER_END);
        const end = crlf === -1 ? held.indexOf(BARE_HEADER_END) : crlf;
        if (end !== -1) {
          const length = end + (crlf === -1 ? BARE_HEADER_END : HEADER_END).length;
          const text = held.toString('utf8', 0, end);
          held = held.subarray(length);
          return { text, length };
        }
        if (held.length > MAX_HEADER_BYTES) throw new BadWarc();
        if (await more()) continue;
        if (held.length > 0) throw new BadWarc();
        return undefined;
      }
    },
    async block(size, maxBytes) {
      const pieces: Buffer[] = [];
      for (let left = size; left > 0; ) {
        if (held.length === 0 && !(await more())) throw new BadWarc();
        const piece = held.subarray(0, left);
        if (size <= maxBytes) pieces.push(piece);
        left -= piece.length;
        held = held.subarray(piece.length);
      }
      return size <= maxBytes ? Buffer.concat(pieces) : undefined;
    },
  };
}

/** Header lines by name, in WARC as in HTTP; a line that begins with a blank goes on with the one before. */
export function parseHeaders(text: string): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of text.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return headers;
}
