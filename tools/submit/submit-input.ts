/** Submits one input: reads, sends several batches at a time, and confirms them in order. */
import { type Batch, cutBatches, type RejectedRow } from './batches.ts';
import { createInOrder } from './in-order.ts';
import type { Pace } from './pace.ts';
import type { InputReading } from './read-input.ts';
import type { Position } from './rows/row.ts';
import { type BatchOutcome, Interrupted } from './send.ts';

export interface Confirmed {
  readonly position: Position;
  readonly accepted: number;
  readonly rejected: readonly RejectedRow[];
  /** Bytes of input. */
  readonly bytes: number;
  /** How many bytes of the file are fully processed. */
  readonly onDisk: number;
}

export interface SubmitInputOptions {
  readonly reading: InputReading;
  /** The most posts to send. */
  readonly limit: number;
  readonly batchSize: number;
  readonly concurrency: number;
  readonly pace: Pace;
  readonly send: (lines: readonly string[], ending: AbortSignal) => Promise<BatchOutcome>;
  /** Called for each batch in the order of the input, when it and all before it are done. */
  readonly onConfirmed: (confirmed: Confirmed) => void;
  readonly stopping: AbortSignal;
}

export interface InputResult {
  /** Posts that were sent. */
  readonly posts: number;
  /** Whether the input was read to its end, and all of it is confirmed. */
  readonly finished: boolean;
}

interface Done {
  readonly batch: Batch;
  readonly onDisk: number;
  readonly outcome: BatchOutcome;
}

/**
 * Submits an input to its end, to the limit, or until `stopping` aborts. Batches in flight are then finished.
 * @throws whatever `send` throws for a reason of its own, after the other batches are done or given up
 */
export async function submitInput(options: SubmitInputOptions): Promise<InputResult> {
  const { stopping } = options;
  const failed = new AbortController();
  const ending = AbortSignal.any([stopping, failed.signal]);
  const inFlight = new Set<Promise<void>>();
  const order = createInOrder<Done>(({ batch, onDisk, outcome }) =>
    options.onConfirmed({
      position: batch.after,
      accepted: outcome.accepted,
      rejected: [...batch.rejected, ...rowsOf(batch, outcome)],
      bytes: batch.bytes,
      onDisk,
    }),
  );
  const { rows, onDisk } = options.reading;
  let posts = 0;
  let failure: unknown;
  const noteFailure = (error: unknown): void => {
    failure ??= error;
    failed.abort();
  };

  const batches = cutBatches(rows, options.batchSize, options.limit);
  try {
    for (;;) {
      const next = await orAborted(batches.next(), ending);
      if (next === undefined || next.done) break;
      const batch = next.value;
      await options.pace(batch.lines.length, ending);
      if (ending.aborted) break;
      posts += batch.lines.length;
      const done = order.add();
      const readUpTo = onDisk();
      const sending = send(batch, options, ending)
        .then((outcome) => done({ batch, onDisk: readUpTo, outcome }))
        .catch(noteFailure)
        .finally(() => inFlight.delete(sending));
      inFlight.add(sending);
      if (inFlight.size >= options.concurrency) await Promise.race(inFlight);
    }
  } catch (error) {
    // The batches in flight when the input turned out to be bad are still finished.
    failure ??= error;
  }
  await Promise.all(inFlight);
  if (failure !== undefined && !(failure instanceof Interrupted)) throw failure;
  return { posts, finished: !ending.aborted && posts < options.limit };
}

function send(batch: Batch, options: SubmitInputOptions, ending: AbortSignal): Promise<BatchOutcome> {
  return batch.lines.length === 0
    ? Promise.resolve({ accepted: 0, rejected: [] })
    : options.send(batch.lines, ending);
}

function rowsOf(batch: Batch, outcome: BatchOutcome): RejectedRow[] {
  return outcome.rejected.flatMap(({ index, errors }) => {
    const row = batch.rows[index];
    return row === undefined ? [] : [{ row, errors }];
  });
}

/** A pipe may stay silent without end, so stopping does not wait for it. */
function orAborted<Value>(value: Promise<Value>, signal: AbortSignal): Promise<Value | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const onAbort = (): void => resolve(undefined);
  signal.addEventListener('abort', onAbort, { once: true });
  return Promise.race([value, promise]).finally(() => signal.removeEventListener('abort', onAbort));
}
