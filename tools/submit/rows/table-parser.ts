/**
 * csv-parse, fed chunk by chunk. Each record comes with the bytes and lines that it takes, so that a position in the file is known after
 * each; and what stands before a fault is handed out, which a stream that fails would drop.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { CsvError, type Info, parse } from 'csv-parse';
import type { Dialect } from './dialect.ts';
import { MAX_ROW_BYTES } from './row.ts';

export interface TableRecord {
  readonly fields: readonly Buffer[];
  readonly bytes: number;
  /** Line ends in those bytes. */
  readonly lines: number;
  /** Line ends before the first field: blank lines are passed over. */
  readonly blankLines: number;
  /** The bytes as they are in the file. */
  readonly raw: readonly Buffer[];
}

export interface TableParser {
  /** Takes the next bytes. Rejects when the table cannot be read any further. */
  write(chunk: Buffer): Promise<void>;
  /** Says that there is no more. Rejects when the table is not complete. */
  end(): Promise<void>;
  /** The records that are complete, each once. */
  take(): TableRecord[];
  /** Whether a rejection is about the table. */
  isBadTable(error: unknown): boolean;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Makes a parser that begins before a record. */
export function createTableParser(dialect: Dialect): TableParser {
  const parser = parse({
    delimiter: dialect.delimiter,
    quote: dialect.escape === undefined ? false : '"',
    escape: dialect.escape ?? '"',
    ltrim: dialect.blanksAroundQuotes,
    // Fields as bytes: what is not UTF-8 is then noticed. (With its `bom` it would decode them after all.)
    encoding: null,
    info: true,
    record_delimiter: dialect.lineEnd === 'cr' ? ['\r'] : ['\r\n', '\n'],
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_BYTES,
  });
  const lineEnd = dialect.lineEnd === 'cr' ? CARRIAGE_RETURN : LINE_FEED;
  const records: TableRecord[] = [];
  const unclaimed: Buffer[] = [];
  let claimed = 0;
  let failure: Error | undefined;
  parser.on('data', ({ record, info }: { readonly record: readonly Buffer[]; readonly info: Info }) => {
    const bytes = info.bytes - claimed;
    claimed = info.bytes;
    const row = claim(unclaimed, bytes);
    const { lines, blankLines } = countLines(row, lineEnd);
    records.push({ fields: record, bytes, lines, blankLines, raw: row });
  });
  parser.on('error', (error) => {
    failure = error;
  });
  const settle = async (): Promise<void> => {
    // What the parser has buffered is handed out within a turn of the event loop.
    await turn();
    if (failure !== undefined) throw failure;
  };
  return {
    async write(chunk) {
      unclaimed.push(chunk);
      await new Promise((resolve) => parser.write(chunk, resolve));
      await settle();
    },
    async end() {
      const ended = new Promise((resolve) => parser.once('end', resolve).once('error', resolve));
      parser.end();
      await ended;
      await settle();
    },
    take: () => records.splice(0),
    isBadTable: (error) => error instanceof CsvError,
  };
}

/** Takes the next bytes off. */
function claim(chunks: Buffer[], length: number): Buffer[] {
  const claimed: Buffer[] = [];
  for (let left = length; left > 0; ) {
    const chunk = chunks.shift();
    if (chunk === undefined) break;
    const piece = chunk.subarray(0, left);
    claimed.push(piece);
    if (chunk.length > left) chunks.unshift(chunk.subarray(left));
    left -= piece.length;
  }
  return claimed;
}

/** Counts line ends. (The parser's own count takes a CRLF within quotes for two.) */
function countLines(
  pieces: readonly Buffer[],
  lineEnd: number,
): { readonly lines: number; readonly blankLines: number } {
  let lines = 0;
  let blankLines = 0;
  let isBlank = true;
  for (const piece of pieces) {
    for (let at = 0; isBlank && at < piece.length; at++) {
      isBlank = piece[at] === LINE_FEED || piece[at] === CARRIAGE_RETURN;
      if (piece[at] === lineEnd) blankLines++;
    }
    for (let at = piece.indexOf(lineEnd); at !== -1; at = piece.indexOf(lineEnd, at + 1)) lines++;
  }
  return { lines, blankLines };
}
