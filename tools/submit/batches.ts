/** Cuts rows into batches: the posts of one request, and the unusable rows among them. */
import { MAX_BODY_BYTES } from '../../functions/common/domain/limits.ts';
import type { Fault } from '../../functions/common/domain/post.ts';
import type { PreparedRow } from './read-source.ts';
import type { Position, Row } from './rows/row.ts';

export interface RejectedRow {
  readonly row: Row;
  readonly errors: readonly Fault[];
}

export interface Batch {
  /** The posts as JSON, in order. */
  readonly lines: readonly string[];
  /** The rows of those posts. */
  readonly rows: readonly Row[];
  readonly rejected: readonly RejectedRow[];
  /** The position after all its rows. */
  readonly after: Position;
  /** Bytes of input that all its rows take. */
  readonly bytes: number;
}

/** Leaves room below the largest body that the function accepts. */
const MAX_BATCH_BYTES = 0.8 * MAX_BODY_BYTES;
/** A stretch of unusable rows is handed on too, so that it is reported while it is read. */
const MAX_REJECTED = 1_000;

/**
 * @param size how many posts a batch may hold
 * @param limit how many posts are taken in all
 */
export async function* cutBatches(
  rows: AsyncIterable<PreparedRow>,
  size: number,
  limit: number,
): AsyncGenerator<Batch> {
  let posts = 0;
  let open = emptyBatch();
  for await (const { row, prepared } of rows) {
    const length = 'errors' in prepared ? 0 : Buffer.byteLength(prepared.line) + 1;
    if (open.last !== undefined && (open.lines.length === size || open.length + length > MAX_BATCH_BYTES)) {
      yield closed(open, open.last);
      open = emptyBatch();
    }
    open.last = row;
    open.bytes += row.bytes;
    if ('errors' in prepared) {
      open.rejected.push({ row, errors: prepared.errors });
    } else {
      open.lines.push(prepared.line);
      open.rows.push(row);
      open.length += length;
      posts += 1;
    }
    if (posts >= limit) break;
    if (open.rejected.length >= MAX_REJECTED) {
      yield closed(open, row);
      open = emptyBatch();
    }
  }
  if (open.last !== undefined) yield closed(open, open.last);
}

interface OpenBatch {
  readonly lines: string[];
  readonly rows: Row[];
  readonly rejected: RejectedRow[];
  length: number;
  bytes: number;
  last: Row | undefined;
}

function emptyBatch(): OpenBatch {
  return { lines: [], rows: [], rejected: [], length: 0, bytes: 0, last: undefined };
}

function closed({ lines, rows, rejected, bytes }: OpenBatch, last: Row): Batch {
  return { lines, rows, rejected, bytes, after: last.after };
}
