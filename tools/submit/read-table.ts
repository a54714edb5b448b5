/** Rows of a table in a file: CSV (RFC 4180) or the same with tabs. */

import type { Fault } from '../../functions/common/domain/post.ts';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import { inputMessages, rowMessages } from './messages.ts';
import { decodeUtf8, type Position, type Row } from './rows.ts';
import { createTableParser } from './table-parser.ts';

/**
 * Reads on from a position. At the beginning, the first row names the columns.
 * @param name how the input is called in places
 * @throws ExplainedError with exit code 65 when the table cannot be read any further
 */
export async function* readTable(
  stream: AsyncIterable<Buffer>,
  name: string,
  delimiter: ',' | '\t',
  from: Position,
): AsyncGenerator<Row> {
  const parser = createTableParser(delimiter);
  let position = from;
  let isFirstChunk = true;
  const rowsOf = function* (): Generator<Row> {
    for (const { fields, bytes, lines, blankLines, isDoubtful } of parser.take()) {
      const line = position.line + blankLines + 1;
      const isHeader = position.columns === undefined;
      position = {
        offset: position.offset + bytes,
        line: position.line + lines,
        columns: position.columns ?? fields.map((column) => (decodeUtf8(column) ?? '').trim()),
      };
      if (isHeader) continue;
      const { fields: read, faults } = readFields(fields, position);
      if (isDoubtful) faults.push({ path: '', message: rowMessages.openQuote(position.line) });
      yield { place: `${name}:${line}`, after: position, bytes, fields: read, faults };
    }
  };
  try {
    for await (const chunk of stream) {
      const hasMark = isFirstChunk && from.offset === 0 && chunk.subarray(0, 3).equals(BYTE_ORDER_MARK);
      isFirstChunk = false;
      if (hasMark) position = { ...position, offset: BYTE_ORDER_MARK.length };
      await parser.write(hasMark ? chunk.subarray(BYTE_ORDER_MARK.length) : chunk);
      yield* rowsOf();
    }
    await parser.end();
  } catch (error) {
    if (!parser.isBadTable(error)) throw error;
    yield* rowsOf();
    const reason = error instanceof Error ? error.message : String(error);
    throw new ExplainedError(inputMessages.badTable(`${name}:${position.line + 1}`, reason), ExitCode.data);
  }
  yield* rowsOf();
  if (position.columns === undefined) throw new ExplainedError(inputMessages.noHeader(name), ExitCode.data);
}

const BYTE_ORDER_MARK = Buffer.from('\ufeff');

function readFields(
  record: readonly Buffer[],
  { columns = [] }: Position,
): { readonly fields: Row['fields']; readonly faults: Fault[] } {
  const faults: Fault[] = [];
  const fields = columns.map((column, index): [string, string] => {
    const bytes = record[index] ?? Buffer.alloc(0);
    const text = decodeUtf8(bytes);
    if (text === undefined) faults.push({ path: column, message: rowMessages.notUtf8 });
    return [column, text ?? bytes.toString('utf8')];
  });
  if (record.length !== columns.length)
    faults.push({ path: '', message: rowMessages.fieldCount(record.length, columns.length) });
  return { fields: Object.fromEntries(fields), faults };
}
