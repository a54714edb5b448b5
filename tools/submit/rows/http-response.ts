/** Reads an HTTP response as crawlers keep it: with its header, chunked and compressed as it was sent. */
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { parseHeaders } from './warc-records.ts';

export interface HttpResponse {
  readonly status: number;
  /** In lower case, without parameters. */
  readonly mediaType: string;
  /** As the header names it. */
  readonly charset: string | undefined;
  readonly body: Buffer;
}

/** Reads a response; undefined where the bytes are none, or its body cannot be decoded within the limit. */
export function parseHttpResponse(block: Buffer, maxBytes: number): HttpResponse | undefined {
  const crlf = block.indexOf('\r\n\r\n');
  const end = crlf === -1 ? block.indexOf('\n\n') : crlf;
  if (end === -1) return undefined;
  const text = block.toString('latin1', 0, end);
  const [, status] = /^HTTP\/[\d.]+ (\d{3})/.exec(text) ?? [];
  if (status === undefined) return undefined;
  const headers = parseHeaders(text);
  const raw = block.subarray(end + (crlf === -1 ? 2 : 4));
  const whole = /chunked/i.test(headers.get('transfer-encoding') ?? '') ? withoutChunks(raw) : raw;
  const body = inflated(whole, headers.get('content-encoding') ?? '', maxBytes);
  if (body === undefined) return undefined;
  const type = headers.get('content-type') ?? '';
  const [, charset] = /charset\s*=\s*"?([^\s";]+)/i.exec(type) ?? [];
  return { status: Number(status), mediaType: type.split(';')[0]?.trim().toLowerCase() ?? '', charset, body };
}

/**
 * Decodes chunked transfer coding (RFC 9112, section 7.1). Many crawlers decode the body but keep the header,
 * so a body that is not chunked is returned unchanged.
 */
function withoutChunks(raw: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < raw.length; ) {
    const end = raw.indexOf('\r\n', at);
    const [size] =
      /^[0-9a-f]+/i.exec(raw.toString('latin1', at, end === -1 ? at : Math.min(end, at + 20))) ?? [];
    if (size === undefined) return pieces.length === 0 ? raw : Buffer.concat(pieces);
    const length = Number.parseInt(size, 16);
    if (length === 0) break;
    pieces.push(raw.subarray(end + 2, end + 2 + length));
    at = end + 2 + length + 2;
  }
  return Buffer.concat(pieces);
}

/** Decompresses a body. One that is not compressed as its header says was stored uncompressed. */
function inflated(body: Buffer, encoding: string, maxOutputLength: number): Buffer | undefined {
  const limit = { maxOutputLength };
  try {
    if (/gzip/i.test(encoding)) return body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body, limit) : body;
    if (/\bbr\b/i.test(encoding)) return brotliDecompressSync(body, limit);
    if (/zstd/i.test(encoding)) return zstdDecompressSync(body, limit);
    if (/deflate/i.test(encoding)) return inflateSync(body, limit);
    return body;
  } catch {
    return /gzip/i.test(encoding) ? undefined : body;
  }
}
