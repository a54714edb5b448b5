/**
 * From a representation to the reply that a request gets: compressed as the client accepts, or 304 when the
 * client has it already.
 */

import type { HeaderFields, Reply } from '../common/http/reply.ts';
import type { RequestHead } from '../common/http/request-head.ts';
import { chooseEncoding, isCompressible, type Representation } from './representation.ts';

/**
 * Makes the reply.
 * @param extra further headers
 */
export async function replyWith(
  head: RequestHead,
  status: number,
  representation: Representation,
  extra: HeaderFields,
): Promise<Reply> {
  const headers = {
    ...extra,
    etag: representation.etag,
    'cache-control': representation.cacheControl,
    ...representation.headers,
    vary: [extra.vary, representation.headers.vary, 'Accept-Encoding']
      .filter((field) => field !== undefined)
      .join(', '),
  };
  if (status === 200 && matches(head.headers['if-none-match'], representation.etag))
    return { status: 304, headers };
  const accepted = head.headers['accept-encoding'];
  const header = Array.isArray(accepted) ? accepted.join(',') : accepted;
  const encoding = isCompressible(representation) ? chooseEncoding(header) : 'identity';
  return {
    status,
    headers: {
      ...headers,
      'content-type': representation.contentType,
      ...(encoding !== 'identity' && { 'content-encoding': encoding }),
    },
    body: await representation.encoded(encoding),
  };
}

/** Weak comparison of validators (https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2). */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const bare = (tag: string): string => tag.trim().replace(/^W\//, '');
  return header.trim() === '*' || header.split(',').some((tag) => bare(tag) === bare(etag));
}
