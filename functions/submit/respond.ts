/** Sends an answer, also to a client that is still sending. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './refusal.ts';

/** How much of an unread body is still taken, and for how long, so that its sender gets to read the answer. */
const LINGER = { bytes: 10_000_000, ms: 5_000 } as const;

/**
 * Sends the answer and resolves when the exchange is over.
 *
 * While a client still sends, closing the connection would reset it, and the answer could be lost on its way. So the answer is sent
 * whole, the rest of the body is thrown away for a while, and only then the connection closes.
 * @param closing whether the connection should close after this answer in any case
 */
export async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  closing: boolean,
): Promise<void> {
  const body = answer.body === undefined ? '' : `${JSON.stringify(answer.body)}\n`;
  const unread = !request.complete;
  response.writeHead(answer.status, {
    ...(answer.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...answer.headers,
    ...(answer.status === 204 ? {} : { 'content-length': Buffer.byteLength(body) }),
    'cache-control': 'no-store',
    ...(unread || closing ? { connection: 'close' } : {}),
  });
  if (unread) {
    response.write(body);
    await throwAwayRest(request);
  }
  response.end(unread || request.method === 'HEAD' ? undefined : body);
}

function throwAwayRest(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let taken = 0;
    const done = (): void => {
      clearTimeout(timer);
      request.off('data', onData).off('end', done).off('close', done).off('error', done).pause();
      resolve();
    };
    const onData = (chunk: Buffer): void => {
      taken += chunk.length;
      if (taken > LINGER.bytes) done();
    };
    const timer = setTimeout(done, LINGER.ms);
    request.on('data', onData).on('end', done).on('close', done).on('error', done).resume();
    if (request.destroyed) done();
  });
}
