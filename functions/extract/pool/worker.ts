/**
 * A process of the pool. It tells each text's result as soon as it has it, so that when the process dies only the text at
 * hand is in doubt.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import workerpool from 'workerpool';
import { countEntities } from '../entities.ts';
import { extractorNamed, extractorNames } from '../extract.ts';
import type { BatchReport, Progress } from './task.ts';

const name = extractorNames.find((known) => known === process.argv[2]);
if (name === undefined) throw new Error(`no extractor is called ${process.argv[2]}`);
const extract = extractorNamed(name);

const tell = (progress: Progress): void => workerpool.workerEmit(progress);

async function extractBatch(contents: readonly string[]): Promise<BatchReport> {
  tell({ kind: 'started', pid: process.pid });
  for (const [index, content] of contents.entries()) {
    try {
      const mentions = extract(content);
      tell({
        kind: 'extracted',
        index,
        extraction: { mentions, entities: countEntities(content, mentions) },
      });
    } catch (error) {
      tell({ kind: 'failed', index, error: error instanceof Error ? error.message : String(error) });
    }
    // Lets the message out before the next text takes the thread.
    await nextTurn();
  }
  return { residentBytes: process.memoryUsage.rss() };
}

// A process that is stuck in a text does not notice that its parent is gone; a thread of its own does.
const parent = process.ppid;
new Worker(
  `setInterval(() => { if (process.ppid !== ${parent}) process.kill(process.pid, 'SIGKILL'); }, 1000);`,
  { eval: true, resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 } },
).unref();

workerpool.worker({ extractBatch });
