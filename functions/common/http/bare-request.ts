/**
 * Keeps requests whole for the function. Before a function sees a request, functions-framework lets Express
 * decode and route its URL and reads its body, up to 1 GB; what goes wrong there is answered with an HTML
 * page and a stack. So each request is laid bare at the moment it arrives, on the channel that Node publishes
 * it on before any listener runs (https://nodejs.org/docs/latest-v24.x/api/diagnostics_channel.html#http): to
 * the framework it is `/` without a body, its stream is left untouched, and the function finds the true head
 * here and reads the stream itself, within its own bounds.
 *
 * `Expect` is put aside as well: Node would answer `100 Continue` at once, but the function can refuse before
 * a client has sent the body.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingHttpHeaders, IncomingMessage, Server } from 'node:http';

/** A request's head as it came. */
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

const heads = new WeakMap<IncomingMessage, RequestHead>();

/**
 * Lays bare the requests that this process receives from now on.
 * @param onRequest called with the server of each request, before it is handled
 * @param isOurs whether the requests of a server are meant; all are by default
 */
export function layRequestsBare(
  onRequest?: (server: Server) => void,
  isOurs: (server: Server) => boolean = () => true,
): void {
  subscribe('http.server.request.start', (message) => {
    const { request, server } = message as { readonly request: IncomingMessage; readonly server: Server };
    if (!isOurs(server)) return;
    const [, path = '', query = ''] = TARGET.exec(request.url ?? '') ?? [];
    heads.set(request, { method: request.method ?? '', path, query, headers: { ...request.headers } });
    request.url = '/';
    delete request.headers['content-length'];
    delete request.headers['transfer-encoding'];
    delete request.headers.expect;
    onRequest?.(server);
  });
}

/**
 * The head of a request that was laid bare.
 * @throws Error for any other request
 */
export function headOf(request: IncomingMessage): RequestHead {
  const head = heads.get(request);
  if (head === undefined)
    throw new Error('the request reached the function through the framework as it came');
  return head;
}
