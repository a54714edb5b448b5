/**
 * A representation (RFC 9110, section 3.2) ready to be sent: its bytes, its validator, and its compressed
 * forms, made when first asked for.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { HeaderFields } from '../common/http/reply.ts';

export const encodings = ['br', 'gzip', 'identity'] as const;
export type Encoding = (typeof encodings)[number];

export interface Representation {
  readonly contentType: string;
  readonly etag: string;
  readonly cacheControl: string;
  readonly size: number;
  /** Further header fields. */
  readonly headers: HeaderFields;
  encoded(encoding: Encoding): Promise<Buffer>;
}

/** Below this many bytes a compressed body is hardly smaller, or larger. */
const MIN_COMPRESSED_BYTES = 1_000;
/** Compresses JSON nearly as well as the best quality, in about a millisecond. */
const DYNAMIC_BROTLI_QUALITY = 5;

/**
 * Makes a representation.
 * @param options.validated the text that the validator is made from, where that is not the body itself
 * @param options.forEver whether the content never changes, which is worth the best compression
 */
export function createRepresentation(
  body: Buffer,
  options: {
    readonly contentType: string;
    readonly cacheControl: string;
    readonly validated?: string;
    readonly headers?: HeaderFields;
    readonly forEver?: boolean;
  },
): Representation {
  const { validated } = options;
  const hash = createHash('sha256')
    .update(validated ?? body)
    .digest('base64url')
    .slice(0, 22);
  const made = new Map<Encoding, Promise<Buffer>>();
  const quality = options.forEver ? constants.BROTLI_MAX_QUALITY : DYNAMIC_BROTLI_QUALITY;
  const make = async (encoding: Encoding): Promise<Buffer> => {
    switch (encoding) {
      case 'br':
        return promisify(brotliCompress)(body, {
          params: {
            [constants.BROTLI_PARAM_QUALITY]: quality,
            [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
          },
        });
      case 'gzip':
        return promisify(gzip)(body);
      case 'identity':
        return body;
    }
  };
  return {
    contentType: options.contentType,
    // Weak: it is the same for every encoding of the content.
    etag: `W/"${hash}"`,
    cacheControl: options.cacheControl,
    size: body.length,
    headers: options.headers ?? {},
    encoded(encoding) {
      const bytes = made.get(encoding) ?? make(encoding);
      made.set(encoding, bytes);
      return bytes;
    },
  };
}

/** Whether a representation of this kind and size is worth compressing. */
export function isCompressible(representation: Representation): boolean {
  const alreadyCompressed = /^(?:font|image\/(?!svg))/.test(representation.contentType);
  return representation.size >= MIN_COMPRESSED_BYTES && !alreadyCompressed;
}

/**
 * The encoding to answer in: the client's most wanted, and of equals the smallest.
 * @param header the request's Accept-Encoding
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
 */
export function chooseEncoding(header: string | undefined): Encoding {
  const wanted = new Map<string, number>();
  for (const part of (header ?? '').toLowerCase().split(',')) {
    const [name = '', ...options] = part.split(';').map((piece) => piece.trim());
    const weight = options.find((option) => option.startsWith('q='))?.slice(2);
    if (name !== '') wanted.set(name, weight === undefined ? 1 : Number(weight) || 0);
  }
  const weightOf = (encoding: Encoding): number =>
    wanted.get(encoding) ?? (encoding === 'identity' ? 0.000_1 : (wanted.get('*') ?? 0));
  return encodings.reduce((best, one) => (weightOf(one) > weightOf(best) ? one : best));
}
