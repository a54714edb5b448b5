/** Rows of a table: CSV (RFC 4180) in any dialect. Which dialect it is, dialect.ts decides. */
import type { Fault } from '../../../functions/common/domain/post.ts';
import { ExitCode, ExplainedError } from '../../../functions/common/process/exit-codes.ts';
import { inputMessages, rowMessages } from '../messages.ts';
import type { Dialect } from './dialect.ts';
import { createRowSettler, type SettledRecord } from './doubtful-rows.ts';
import { splitRecords } from './quotes.ts';
import { decodeUtf8, type Position, type Row } from './row.ts';
import { createTableParser, type TableRecord } from './table-parser.ts';

/**
 * The names of a table's columns, which stand in its first row.
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
  let isHeader = from.offset <= begin;
  let { offset, line } = from;
  if (isHeader) {
    offset = begin + dialect.preambleBytes;
    line = dialect.preambleBytes > 0 ? 1 : 0;
  }
  let toSkip = isHeader ? dialect.preambleBytes : 0;
  const settler = createRowSettler(dialect, columns.length);
  const rowsOf = function* (records: Iterable<SettledRecord>): Generator<Row> {
    for (const { fields, bytes, lines, blankLines, isDoubtful } of records) {
      const place = `${name}:${line + blankLines + 1}`;
      offset += bytes;
      line += lines;
      if (isHeader) {
        isHeader = false;
        continue;
      }
      const read = readFields(fields, columns, dialect);
      if (isDoubtful) read.faults.push({ path: '', message: rowMessages.openQuote(line) });
      yield { place, after: { offset, line }, bytes, ...read };
    }
  };
  try {
    for await (const chunk of stream) {
      const kept = chunk.subarray(toSkip);
      toSkip -= chunk.length - kept.length;
      if (kept.length > 0) await parser.write(kept);
      yield* rowsOf(parser.take().flatMap(settler.settle));
    }
    await parser.end();
  } catch (error) {
    if (!parser.isBadTable(error)) {
      // The parser holds back its last bytes. A row without its end may be a part of one.
      await parser.end().catch(() => undefined);
      yield* rowsOf(parser.take().filter(isComplete).flatMap(settler.settle));
      throw error;
    }
    yield* rowsOf([...parser.take().flatMap(settler.settle), ...settler.end()]);
    throw new ExplainedError(inputMessages.badTable(`${name}:${line + 1}`), ExitCode.data, { cause: error });
  }
  yield* rowsOf([...parser.take().flatMap(settler.settle), ...settler.end()]);
}

function isComplete({ raw }: TableRecord): boolean {
  const last = raw.at(-1)?.at(-1);
  return last === 0x0a || last === 0x0d;
}

function readFields(
  record: readonly Buffer[],
  columns: readonly string[],
  dialect: Dialect,
): { readonly fields: Row['fields']; readonly faults: Fault[] } {
  const faults: Fault[] = [];
  const fields: Record<string, string> = {};
  for (const [index, column] of columns.entries()) {
    const bytes = record[index] ?? Buffer.alloc(0);
    const text = decodeUtf8(bytes);
    if (text === undefined) faults.push({ path: column, message: rowMessages.notUtf8 });
    const read = text ?? bytes.toString('utf8');
    // Of two columns of one name the first counts; that none of them is wanted was made sure before.
    if (Object.hasOwn(fields, column)) continue;
    fields[column] = dialect.blanksAroundQuotes ? withoutQuotes(read) : read;
  }
  if (record.length !== columns.length)
    faults.push({ path: '', message: rowMessages.fieldCount(record.length, columns.length) });
  return { fields, faults };
}

/** csv-parse takes quotes with blanks behind them for a part of the text. */
function withoutQuotes(text: string): string {
  return /^".*"[ \t]+$/s.test(text) ? text.trimEnd().slice(1, -1) : text;
}
