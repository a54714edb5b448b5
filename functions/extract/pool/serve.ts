/**
 * What a process of the pool does, with whatever extraction it is given. It tells each text's result as soon as it has it, so that when the process dies only the text at
 * hand is in doubt.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import workerpool from 'workerpool';
import { messageOf } from '../../common/domain/error-message.ts';
import { type Find, type NameOptions, readNamesInLanguages } from '../read-names.ts';
import type { BatchProgress, BatchReport, BatchText } from './task.ts';

/** What holds for all texts. */
export type ServingOptions = Partial<Omit<NameOptions, 'language'>>;

const DEFAULTS = { minScore: 0, languages: 'all' } as const;

const tell = (progress: BatchProgress): void => workerpool.workerEmit(progress);

async function extractBatch(
  find: Find,
  options: ServingOptions,
  texts: readonly BatchText[],
): Promise<BatchReport> {
  tell({ kind: 'started', pid: process.pid });
  for (const [index, { content, language }] of texts.entries()) {
    try {
      tell({
        kind: 'extracted',
        index,
        extraction: await readNamesInLanguages(find, content, { ...DEFAULTS, ...options, language }),
      });
    } catch (error) {
      tell({ kind: 'failed', index, error: messageOf(error) });
    }
    // Lets the message out before the next text takes the thread.
    await nextTurn();
  }
  return { residentBytes: process.memoryUsage.rss() };
}

/**
 * Serves batches until the parent ends this process or is gone.
 * @param find finds the names in a cleaned text
 */
export function serveBatches(find: Find, options: ServingOptions = {}): void {
  // A process that is stuck in a text does not notice that its parent is gone; a thread of its own does.
  const parent = process.ppid;
  new Worker(
    `setInterval(() => { if (process.ppid !== ${parent}) process.kill(process.pid, 'SIGKILL'); }, 1000);`,
    { eval: true, resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 } },
  ).unref();
  // Nobody is there any more to be told, so there is nothing left to do.
  process.on('error', () => process.exit(1));
  workerpool.worker({
    extractBatch: (texts: readonly BatchText[]) => extractBatch(find, options, texts),
  });
}
