/** Reads the rows of a table: CSV (RFC 4180) in any dialect. dialect.ts detects the dialect. */
import type { Fault } from '../../../functions/common/domain/post.ts';
import { ExitCode, ExplainedError } from '../../../functions/common/process/exit-codes.ts';
import { inputMessages, rowMessages } from '../messages.ts';
import type { Dialect } from './dialect.ts';
import { createRowSettler, type SettledRecord } from './doubtful-rows.ts';
import type { Position, Row } from './row.ts';
import { splitRecords } from './split-record.ts';
import { BadTable, createTableParser } from './table-parser.ts';

/**
 * The names of a table's columns, from its first row.
 * @param head the beginning of the text, without a mark
 */
export function columnsOf(head: string, dialect: Dialect): string[] {
  const [header] = splitRecords(head.slice(dialect.preambleBytes), dialect, 1);
  return (header?.fields ?? []).map((name) => name.trim());
}

/**
 * Reads the rows from a position on.
 * @param name how the table is called in places
 * @param columns their names; the row that holds them is passed over at the beginning
 * @param begin where the text begins, behind a mark
 * @throws ExplainedError with exit code 65 when the table cannot be read any further
 */
export async function* readTable(
  stream: AsyncIterable<Buffer>,
  name: string,
  dialect: Dialect,
  columns: readonly string[],
  from: Position,
  begin: number,
): AsyncGenerator<Row> {
  const parser = createTableParser(dialect);
  const settler = createRowSettler(dialect, columns.length);
  let isHeader = from.offset <= begin;
  let offset = isHeader ? begin + dialect.preambleBytes : from.offset;
  let line = isHeader && dialect.preambleBytes > 0 ? 1 : from.line;
  let toSkip = isHeader ? dialect.preambleBytes : 0;
  const rowsOf = function* (records: readonly SettledRecord[]): Generator<Row> {
    for (const record of records) {
      const place = `${name}:${line + record.blankLines + 1}`;
      offset += record.bytes;
      line += record.lines;
      if (isHeader) isHeader = false;
      else
        yield { place, after: { offset, line }, bytes: record.bytes, ...readFields(record, columns, line) };
    }
  };
  try {
    for await (const chunk of stream) {
      const kept = chunk.subarray(toSkip);
      toSkip -= chunk.length - kept.length;
      yield* rowsOf(parser.write(kept).flatMap(settler.settle));
    }
    yield* rowsOf([...parser.end().flatMap(settler.settle), ...settler.end()]);
  } catch (error) {
    if (!(error instanceof BadTable)) throw error;
    yield* rowsOf(settler.end());
    throw new ExplainedError(inputMessages.badTable(`${name}:${line + 1}`), ExitCode.data, { cause: error });
  }
}

function readFields(
  record: SettledRecord,
  columns: readonly string[],
  lastLine: number,
): Pick<Row, 'fields' | 'faults'> {
  const faults: Fault[] = [];
  const fields: Record<string, string> = {};
  for (const [index, column] of columns.entries()) {
    const text = record.fields[index] ?? '';
    if (!record.isUtf8 && text.includes('\ufffd'))
      faults.push({ path: column, message: rowMessages.notUtf8 });
    // Of two columns with one name the first counts. An earlier check refused duplicates of wanted columns.
    if (!Object.hasOwn(fields, column)) fields[column] = text;
  }
  if (record.fields.length !== columns.length)
    faults.push({ path: '', message: rowMessages.fieldCount(record.fields.length, columns.length) });
  if (record.isDoubtful) faults.push({ path: '', message: rowMessages.openQuote(lastLine) });
  return { fields, faults };
}
