/** From a path to rows and the columns in which their posts stand. */
import { basename, dirname } from 'node:path';
import { type ColumnOptions, type Columns, columnsOfJson, columnsOfTable } from './columns.ts';
import type { InputKind } from './formats.ts';
import { openInput } from './open-input.ts';
import { readFolder, readTextFile } from './read-folder.ts';
import { readJsonLines } from './read-json-lines.ts';
import { readTable } from './read-table.ts';
import type { Position, Row } from './rows.ts';

export interface OpenRows {
  readonly rows: AsyncIterable<Row>;
  /**
   * The columns in which the post of a row stands.
   * @throws ExplainedError with exit code 2 when a table has no such columns
   */
  readonly columnsOf: (row: Row) => Columns;
  /** How many bytes on disk are done with when all rows up to this position are. */
  readonly onDisk: (position: Position) => number;
}

/** Opens the rows of an input from a position on. */
export async function openRows(
  path: string,
  kind: InputKind,
  columns: ColumnOptions,
  from: Position,
): Promise<OpenRows> {
  if (kind.format === 'text') {
    const rows = kind.isFolder
      ? readFolder(path, from)
      : (async function* () {
          yield await readTextFile(dirname(path), basename(path));
        })();
    const ofText: Columns = { content: ['content'], publication: ['publication'], id: [], publishedAt: [] };
    return { rows, columnsOf: () => ofText, onDisk: () => 0 };
  }
  const input = await openInput(path, from.offset);
  const onDisk = ({ offset }: Position): number => input.onDisk(offset);
  if (kind.format === 'jsonl') {
    const ofJson = columnsOfJson(columns);
    return { rows: readJsonLines(input.bytes, path, from), columnsOf: () => ofJson, onDisk };
  }
  let ofTable: Columns | undefined;
  return {
    rows: readTable(input.bytes, path, kind.format === 'csv' ? ',' : '\t', from),
    columnsOf: ({ after }) => (ofTable ??= columnsOfTable(path, after.columns ?? [], columns)),
    onDisk,
  };
}
