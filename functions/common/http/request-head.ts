/** The head of a request as an HTTP function reads it: as sent, nothing decoded. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

export interface RequestHead {
  readonly method: string;
  /** The path, as sent: not decoded, without the query. */
  readonly path: string;
  /** The query, as sent, without its question mark; empty where there is none. */
  readonly query: string;
  readonly headers: Readonly<IncomingHttpHeaders>;
}

/** Path and query. A request may name the whole URL (RFC 9112, section 3.2.2). */
const TARGET = /^(?:https?:\/\/[^/?#]*)?([^?#]*)\??([^#]*)/is;

/** The head of a request. */
export function headOf(request: IncomingMessage): RequestHead {
  const [, path = '', query = ''] = TARGET.exec(request.url ?? '') ?? [];
  return { method: request.method ?? '', path, query, headers: request.headers };
}
