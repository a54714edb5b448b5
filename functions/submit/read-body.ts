/**
 * Reads the body of a request within bounds of size, time, pace and memory. What is compressed is kept so
 * until all of it has arrived: a client that withholds the last bytes then holds no more memory than it has
 * sent bytes.
 */
import type { IncomingMessage } from 'node:http';
import { MAX_BODY_BYTES } from '../common/domain/limits.ts';
import { ClientGone } from '../common/http/http-handler.ts';
import { ProblemError } from '../common/http/problem.ts';
import type { Clock } from '../common/process/runtime.ts';
import { collectBytes } from './collect-bytes.ts';
import type { Share } from './held-bytes.ts';
import { inflate } from './inflate.ts';
import { countLines } from './line-limit.ts';
import { messages, tooMuchHeld } from './messages.ts';

export interface BodyOptions {
  readonly gzip: boolean;
  /** Whether the body is JSON lines, of which it may have `MAX_LINES`. */
  readonly isLines: boolean;
  /** How long the whole body may take to arrive, in milliseconds. */
  readonly timeoutMs: number;
  /** Where the bytes are accounted for. */
  readonly share: Share;
  readonly clock: Clock;
}

/**
 * In each window this number of bytes of the body has to arrive, or its end. A slower request would occupy
 * its share for nothing.
 */
export const SLOWEST = { windowMs: 5_000, bytes: 5_000 } as const;

/**
 * Reads a body to its end, as blocks of bytes in their order. After a refusal the rest of the stream is
 * unread and paused.
 * @throws ProblemError 400 (not gzip), 408 (too slow), 413 (too large, too many lines) or 503 (too much is
 *   held)
 * @throws ClientGone when the connection ended first
 */
export async function readBody(request: IncomingMessage, options: BodyOptions): Promise<readonly Buffer[]> {
  const check = bodyCheck(options);
  const blocks = await receive(request, options, options.gzip ? () => undefined : check);
  return options.gzip ? inflate(blocks, options.share, check) : blocks;
}

/** Makes a check of a body's bytes, after inflating. It throws once the body has too many bytes or lines. */
function bodyCheck({ gzip, isLines }: BodyOptions): (chunk: Buffer) => void {
  const lines = countLines();
  let size = 0;
  return (chunk) => {
    size += chunk.length;
    if (size > MAX_BODY_BYTES)
      throw new ProblemError(413, gzip ? messages.inflatedTooLarge : messages.bodyTooLarge);
    if (isLines && !lines.add(chunk)) throw new ProblemError(413, messages.tooManyLines);
  };
}

function receive(
  request: IncomingMessage,
  { timeoutMs, share, clock }: BodyOptions,
  check: (chunk: Buffer) => void,
): Promise<Buffer[]> {
  return new Promise((resolve, reject) => {
    const bytes = collectBytes();
    let inWindow = 0;

    const settle = (outcome: () => void): void => {
      deadline.cancel();
      pace.cancel();
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      request.pause();
      outcome();
    };
    const fail = (error: Error): void => settle(() => reject(error));
    const onData = (chunk: Buffer): void => {
      inWindow += chunk.length;
      try {
        if (bytes.size() + chunk.length > MAX_BODY_BYTES) throw new ProblemError(413, messages.bodyTooLarge);
        check(chunk);
      } catch (error) {
        fail(error instanceof Error ? error : new Error(String(error)));
        return;
      }
      if (share.take(chunk.length)) bytes.add(chunk);
      else fail(tooMuchHeld());
    };
    const onEnd = (): void => settle(() => resolve(bytes.blocks()));
    const onClose = (): void => {
      if (!request.complete) fail(new ClientGone('the connection ended within the body'));
    };
    const deadline = clock.after(timeoutMs, () => fail(new ProblemError(408, messages.tooSlow(timeoutMs))));
    const pace = clock.every(SLOWEST.windowMs, () => {
      if (inWindow < SLOWEST.bytes) fail(new ProblemError(408, messages.tooSlowly));
      inWindow = 0;
    });
    request.on('close', onClose).on('error', onClose).on('data', onData).on('end', onEnd);
  });
}
