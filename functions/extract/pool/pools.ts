/** The pools by the work they do: items in, results out, in processes of `worker.ts`. */
import type { MessageOutcome } from '../process-message.ts';
import type { Extraction } from '../read-names.ts';
import { openPool, type Pool, type PoolOptions } from './pool.ts';
import type { PoolText } from './serve-work.ts';

/**
 * A pool that is given messages, and gives results as JSON. A message is a string with a character for each
 * byte (latin1): the channel to a process takes strings faster than buffers, whose memory outside of V8's
 * heap doubles the work of its garbage collection.
 */
export type MessagePool = Pool<string, MessageOutcome>;
/** A pool that is given texts, and gives their mentions and entities. */
export type TextPool = Pool<PoolText, Extraction>;

/** Opens the pool of the daemon; see `openPool`. */
export function openMessagePool(options: PoolOptions): MessagePool {
  return openPool(options, { name: 'messages', lengthOf: (data) => data.length });
}

/** Opens the pool of the command line; see `openPool`. */
export function openTextPool(options: PoolOptions): TextPool {
  return openPool(options, { name: 'texts', lengthOf: ({ content }) => content.length });
}
