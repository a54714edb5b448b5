/** The format of a body, as its headers declare it. */
import type { IncomingHttpHeaders } from 'node:http';
import { MIMEType } from 'node:util';
import { type BodyFormat, bodyTypes } from '../common/domain/submit-endpoint.ts';
import { ProblemError } from '../common/http/problem.ts';
import { messages } from './messages.ts';

export interface BodyKind {
  readonly format: BodyFormat;
  readonly gzip: boolean;
}

/**
 * The header by which an answer says what could be posted (https://www.w3.org/TR/ldp/#header-accept-post).
 */
export const acceptPost = { 'accept-post': Object.values(bodyTypes).join(', ') } as const;

const formats: Readonly<Record<string, BodyFormat>> = {
  [bodyTypes.json]: 'json',
  [bodyTypes.ndjson]: 'ndjson',
};

/**
 * Reads `Content-Type` and `Content-Encoding`.
 * @throws ProblemError 415 when the function cannot read such a body
 */
export function bodyKind(headers: Readonly<IncomingHttpHeaders>): BodyKind {
  return { format: formatOf(headers['content-type']), gzip: isGzip(headers['content-encoding']) };
}

function formatOf(contentType: string | undefined): BodyFormat {
  if (contentType === undefined || contentType === '')
    throw new ProblemError(415, messages.mediaTypeMissing, { headers: acceptPost });
  const type = parseMediaType(contentType);
  const format = type === undefined ? undefined : formats[type.essence];
  if (type === undefined || format === undefined)
    throw new ProblemError(415, messages.mediaType(contentType), { headers: acceptPost });
  const charset = type.params.get('charset');
  if (charset !== null && !/^utf-?8$/i.test(charset))
    throw new ProblemError(415, messages.charset(charset), { headers: acceptPost });
  return format;
}

function parseMediaType(contentType: string): MIMEType | undefined {
  try {
    return new MIMEType(contentType);
  } catch {
    return undefined;
  }
}

function isGzip(contentEncoding: string | undefined): boolean {
  const encoding = (contentEncoding ?? '').trim().toLowerCase();
  if (encoding === '' || encoding === 'identity') return false;
  // RFC 9110, section 8.4.1.3: x-gzip is the same as gzip.
  if (encoding === 'gzip' || encoding === 'x-gzip') return true;
  throw new ProblemError(415, messages.contentEncoding(encoding), {
    headers: { 'accept-encoding': 'gzip, identity' },
  });
}
