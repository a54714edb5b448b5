/** Sends a reply, also to a client that is still sending its request. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../process/runtime.ts';
import type { ProblemError } from './problem.ts';

export type HeaderFields = Readonly<Record<string, string>>;

/** A reply to a client. */
export interface Reply {
  readonly status: number;
  readonly headers: HeaderFields;
  /** Undefined for a reply without a body, such as 204 and 304. */
  readonly body?: string | Buffer;
}

/**
 * How much of an unread body is still received, and for how long, so that its sender can read the reply.
 * After `idleMs` without data, closing the connection cannot lose the reply.
 */
const LINGER = { bytes: 10_000_000, ms: 5_000, idleMs: 500 } as const;

/** A problem document as a reply. */
export function problemReply({ problem, headers }: ProblemError): Reply {
  return {
    status: problem.status,
    headers: { ...headers, 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    body: `${JSON.stringify(problem)}\n`,
  };
}

/**
 * Sends a reply and resolves when the exchange is over. A HEAD request gets the headers only.
 *
 * Closing the connection while a client still sends would reset it, and the reply could be lost. So the reply
 * is sent whole, the rest of the body is discarded within bounds, and only then the connection closes.
 */
export async function sendReply(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: Reply,
  clock: Clock,
): Promise<void> {
  const isUnread = !request.complete;
  response.writeHead(status, {
    ...headers,
    ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
    ...(isUnread ? { connection: 'close' } : {}),
  });
  const sent = request.method === 'HEAD' ? undefined : body;
  if (isUnread) {
    if (sent === undefined) response.flushHeaders();
    else response.write(sent);
    await discardRest(request, clock);
  }
  response.end(isUnread ? undefined : sent);
}

function discardRest(request: IncomingMessage, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    let taken = 0;
    const done = (): void => {
      timer.cancel();
      idle.cancel();
      request.off('data', onData).off('end', done).off('close', done).off('error', done).pause();
      resolve();
    };
    const onData = (chunk: Buffer): void => {
      taken += chunk.length;
      idle.cancel();
      if (taken > LINGER.bytes) done();
      else idle = clock.after(LINGER.idleMs, done);
    };
    const timer = clock.after(LINGER.ms, done);
    let idle = clock.after(LINGER.idleMs, done);
    request.on('data', onData).on('end', done).on('close', done).on('error', done).resume();
    if (request.destroyed) done();
  });
}
