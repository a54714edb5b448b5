/** Reads the body of a request within bounds of size, time and memory, inflating it where needed. */
import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';
import { MAX_BODY_BYTES } from '../common/domain/limits.ts';
import { ClientGone } from '../common/http/http-handler.ts';
import { ProblemError } from '../common/http/problem.ts';
import type { Clock } from '../common/process/runtime.ts';
import type { Share } from './held-bytes.ts';
import { messages } from './messages.ts';

export interface BodyOptions {
  readonly gzip: boolean;
  /** How long the whole body may take to arrive, in milliseconds. */
  readonly timeoutMs: number;
  /** Where the bytes are accounted for. */
  readonly share: Share;
  readonly clock: Clock;
}

/** After how many seconds a client may try again when too much is held at the moment. */
const RETRY_AFTER_SECONDS = 2;

/**
 * Reads a body to its end. After a refusal the rest of the stream is unread and paused.
 * @throws ProblemError 400 (not gzip), 408 (too slow), 413 (too large) or 503 (too much is held)
 * @throws ClientGone when the connection ended first
 */
export function readBody(request: IncomingMessage, options: BodyOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const gunzip = options.gzip ? createGunzip() : undefined;
    const source = gunzip ?? request;
    const chunks: Buffer[] = [];
    let received = 0;
    let size = 0;

    const settle = (outcome: () => void): void => {
      timer.cancel();
      request.off('data', onReceived).off('close', onClose).off('error', onClose);
      source.off('data', onData).off('end', onEnd);
      if (gunzip !== undefined) {
        request.unpipe(gunzip);
        // What it was inflating when it was stopped may still fail; that is no longer of interest.
        gunzip.off('error', onBadGzip).on('error', () => undefined);
        gunzip.destroy();
      }
      request.pause();
      outcome();
    };
    const refuse = (status: number, message: string, headers?: Record<string, string>): void =>
      settle(() => reject(new ProblemError(status, message, headers && { headers })));

    const onReceived = (chunk: Buffer): void => {
      received += chunk.length;
      if (received > MAX_BODY_BYTES) refuse(413, messages.bodyTooLarge);
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > MAX_BODY_BYTES)
        refuse(413, options.gzip ? messages.inflatedTooLarge : messages.bodyTooLarge);
      else if (options.share.take(chunk.length)) chunks.push(chunk);
      else refuse(503, messages.overloaded, { 'retry-after': String(RETRY_AFTER_SECONDS) });
    };
    const onEnd = (): void => settle(() => resolve(Buffer.concat(chunks, size)));
    const onClose = (): void => {
      if (!request.complete) settle(() => reject(new ClientGone('the connection ended within the body')));
    };
    const onBadGzip = (error: Error): void => refuse(400, messages.badGzip(error.message));
    const timer = options.clock.after(options.timeoutMs, () =>
      refuse(408, messages.tooSlow(options.timeoutMs)),
    );

    request.on('close', onClose).on('error', onClose);
    source.on('data', onData).on('end', onEnd);
    if (gunzip !== undefined) {
      gunzip.on('error', onBadGzip);
      request.on('data', onReceived).pipe(gunzip);
    }
  });
}
