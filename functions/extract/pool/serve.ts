/**
 * Serves batches in a process of the pool, for any kind of work. It sends each item's result at once, so that
 * only the item in progress is in doubt when the process dies.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import workerpool from 'workerpool';
import { messageOf } from '../../common/domain/error-message.ts';
import type { BatchProgress, BatchReport } from './task.ts';

async function runBatch<Item, Result>(
  work: (item: Item) => Promise<Result>,
  items: readonly Item[],
): Promise<BatchReport> {
  const tell = (progress: BatchProgress<Result>): void => workerpool.workerEmit(progress);
  tell({ kind: 'started', pid: process.pid });
  for (const [index, item] of items.entries()) {
    try {
      tell({ kind: 'done', index, result: await work(item) });
    } catch (error) {
      tell({ kind: 'failed', index, error: messageOf(error) });
    }
    // Lets the message out before the next item takes the thread.
    await nextTurn();
  }
  return { residentBytes: process.memoryUsage.rss() };
}

/**
 * Serves batches until the parent ends this process or is gone.
 * @param work called with each item
 */
export function serveBatches<Item, Result>(work: (item: Item) => Promise<Result>): void {
  // A process that is stuck in an item does not notice that its parent has ended. A separate thread does.
  const parent = process.ppid;
  new Worker(
    `setInterval(() => { if (process.ppid !== ${parent}) process.kill(process.pid, 'SIGKILL'); }, 1000);`,
    { eval: true, resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 } },
  ).unref();
  // The channel to the parent failed, so no result can be delivered any more.
  process.on('error', () => process.exit(1));
  workerpool.worker({ runBatch: (items: readonly Item[]) => runBatch(work, items) });
}
