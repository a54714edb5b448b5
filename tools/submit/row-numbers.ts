/**
 * Looks ahead in the rows of a source until it is clear whether their ids are row numbers. posts/ids.ts
 * decides what follows from that.
 */
import type { Mapping } from './posts/fields.ts';
import { countUp, idText, isPlainNumber } from './posts/ids.ts';
import type { Row } from './rows/row.ts';

export interface NumberedRows {
  readonly areRowNumbers: boolean;
  /** All rows, including those already read ahead. Can be iterated once. */
  readonly rows: AsyncIterable<Row>;
}

/** The number of rows, or of bytes in them, that shows whether ids count up. */
const SEEN_ROWS = 200;
const SEEN_BYTES = 4_000_000;

/** Looks ahead. Rows are held back only as long as all ids are plain numbers. */
export async function numberedRows(
  source: AsyncIterable<Row>,
  mappingOf: (row: Row) => Mapping,
): Promise<NumberedRows> {
  const rows = source[Symbol.asyncIterator]();
  const held: Row[] = [];
  const ids: string[] = [];
  let failure: { readonly error: unknown } | undefined;
  let isEnd = false;
  let bytes = 0;
  while (!isEnd && held.length < SEEN_ROWS && bytes < SEEN_BYTES) {
    try {
      const next = await rows.next();
      if (next.done) {
        isEnd = true;
        break;
      }
      const row = next.value;
      held.push(row);
      bytes += row.bytes;
      const [path] = mappingOf(row).paths.id;
      if (path === undefined) break;
      const id = idText(row.fields[path[0] ?? '']);
      if (id !== undefined) ids.push(id);
      if (id !== undefined && !isPlainNumber(id)) break;
    } catch (error) {
      // The rows before the fault are still read.
      failure = { error };
      break;
    }
  }
  return {
    areRowNumbers: countUp(ids),
    rows: (async function* () {
      try {
        yield* held.splice(0);
        if (failure !== undefined) throw failure.error;
        while (!isEnd) {
          const next = await rows.next();
          if (next.done) return;
          yield next.value;
        }
      } finally {
        await rows.return?.();
      }
    })(),
  };
}
