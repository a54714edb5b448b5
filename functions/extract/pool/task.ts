/** The pool's requests and answers, and which of the waiting tasks go to a process together. Pure. */

/** The messages of a process that works on a batch. A message about an item names its place in the batch. */
export type BatchProgress<Result> =
  | { readonly kind: 'started'; readonly pid: number }
  | { readonly kind: 'done'; readonly index: number; readonly result: Result }
  | { readonly kind: 'failed'; readonly index: number; readonly error: string };

/** The message of a process at the end of a batch. */
export interface BatchReport {
  /** Its resident memory, in bytes. */
  readonly residentBytes: number;
}

/** A task that waits for a process, with the facts that the size of batches depends on. */
export interface Task {
  /** Length of its text, in UTF-16 code units or bytes. */
  readonly length: number;
  /** How often a process ended while it worked on this item. */
  readonly crashes: number;
}

/**
 * The most texts in a batch. After each batch a process waits for the daemon's thread. With 32 texts (about
 * 40 ms of work) one process has work for 0.97 of the time, with 16 for 0.92 (`npm run bench -- drain`). A
 * batch is short enough that the last one does not keep one process busy while the others are idle.
 */
const MAX_BATCH_ITEMS = 32;
/** The same limit for long texts. */
const MAX_BATCH_LENGTH = 128_000;

/**
 * How many of the waiting tasks go into the next batch: a fair share of what waits, within the limits; one
 * that has crashed a process goes alone, so that it can only harm itself.
 * @param processes size of the pool, at least 1
 * @returns at least 1 when something waits
 */
export function nextBatchSize(waiting: readonly Task[], processes: number): number {
  const share = Math.min(MAX_BATCH_ITEMS, Math.ceil(waiting.length / processes));
  let length = 0;
  let size = 0;
  for (const task of waiting) {
    length += task.length;
    const fits = size === 0 || (size < share && length <= MAX_BATCH_LENGTH);
    if (!fits || (size > 0 && task.crashes > 0)) break;
    size += 1;
    if (task.crashes > 0) break;
  }
  return size;
}
