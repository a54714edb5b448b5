/** The form of a hostile case. */
import type { RequestPart } from './exchange.ts';

export interface HostileCase {
  readonly name: string;
  readonly parts: readonly RequestPart[];
  /** The documented status; 'closed' if the connection ends without a response. */
  readonly status: number | 'closed';
  /** Text that the response must contain. */
  readonly says?: RegExp;
  /** Node answers before the function: there is no valid HTTP request, and no problem document. */
  readonly byNode?: boolean;
}

/** A request as raw text. */
export function rawRequest(options: {
  readonly line?: string;
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
}): Buffer {
  const head = [options.line ?? 'POST /posts HTTP/1.1', 'Host: localhost', ...(options.headers ?? [])];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), Buffer.from(options.body ?? '')]);
}

/** A well-formed request with a body. */
export function post(body: string | Buffer, ...headers: readonly string[]): Buffer {
  const type = headers.some((header) => /^content-type:/i.test(header))
    ? []
    : ['Content-Type: application/json'];
  return rawRequest({ headers: [...type, `Content-Length: ${Buffer.byteLength(body)}`, ...headers], body });
}

/** A body in one chunk. */
export function chunked(body: string | Buffer, ...headers: readonly string[]): Buffer {
  const bytes = Buffer.from(body);
  return rawRequest({
    headers: ['Content-Type: application/json', 'Transfer-Encoding: chunked', ...headers],
    body: Buffer.concat([
      Buffer.from(`${bytes.length.toString(16)}\r\n`),
      bytes,
      Buffer.from('\r\n0\r\n\r\n'),
    ]),
  });
}
