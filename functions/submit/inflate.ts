/**
 * Inflates a gzip body that has arrived. The output is checked piece by piece, so that a small body that
 * inflates to a large one costs little.
 */
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { messageOf } from '../common/domain/error-message.ts';
import { ProblemError } from '../common/http/problem.ts';
import type { Share } from './held-bytes.ts';
import { messages, tooMuchHeld } from './messages.ts';

/**
 * Inflates a body of one or more gzip members.
 * @param blocks the compressed bytes; the list is emptied
 * @param share has counted the compressed bytes. Inflating gives them back piece by piece, and counts the
 *   inflated bytes instead
 * @param check throws when the body becomes larger than it may be
 * @throws ProblemError 400 (not gzip), 503 (too much is held) or what `check` throws
 */
export async function inflate(
  blocks: Buffer[],
  share: Share,
  check: (chunk: Buffer) => void,
): Promise<readonly Buffer[]> {
  const gunzip = createGunzip();
  const inflated: Buffer[] = [];
  const source = Readable.from(handedOver(blocks, share));
  source.pipe(gunzip);
  try {
    for await (const chunk of gunzip) {
      check(chunk);
      if (!share.take(chunk.length)) throw tooMuchHeld();
      inflated.push(chunk);
    }
  } catch (error) {
    throw error instanceof ProblemError ? error : new ProblemError(400, messages.badGzip(messageOf(error)));
  } finally {
    source.destroy();
  }
  return inflated;
}

function* handedOver(blocks: Buffer[], share: Share): Generator<Buffer> {
  for (let block = blocks.shift(); block !== undefined; block = blocks.shift()) {
    yield block;
    share.give(block.length);
  }
}
