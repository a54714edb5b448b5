/**
 * Splits a table's bytes into records as they arrive. Each comes with the bytes and lines that it takes, so
 * that a position in the file is known after each. The text is split as Latin-1, in which each byte is a
 * character, and decoded record by record.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import type { Dialect } from './dialect.ts';
import { MAX_ROW_BYTES } from './row.ts';
import { isBlank, type SplitRecord, splitRecord } from './split-record.ts';

export interface TableRecord {
  /** Decoded. */
  readonly fields: readonly string[];
  /** Whether all of it is UTF-8. Other bytes are U+FFFD in the fields. */
  readonly isUtf8: boolean;
  readonly bytes: number;
  /** Line ends in those bytes. */
  readonly lines: number;
  /** Line ends before the first field: blank lines are passed over. */
  readonly blankLines: number;
  /** The unchanged bytes of the file, one per character, without blank lines. */
  readonly raw: string;
  readonly isOrderly: boolean;
}

export interface TableParser {
  /**
   * Takes the next bytes and gives out the records that are complete.
   * @throws BadTable when a record is too long
   */
  write(chunk: Buffer): TableRecord[];
  /**
   * Gives out the last record, which needs no line end.
   * @throws BadTable when a quote is open in it
   */
  end(): TableRecord[];
}

/** The table cannot be read any further. */
export class BadTable extends Error {}

/** Makes a parser that begins before a record. */
export function createTableParser(dialect: Dialect): TableParser {
  const inBytes: Dialect = { ...dialect, delimiter: latin1Of(dialect.delimiter) };
  const lineEnd = dialect.lineEnd === 'cr' ? '\r' : '\n';
  let text = '';
  let blankBytes = 0;
  let blankLines = 0;

  const recordOf = (split: SplitRecord, raw: string): TableRecord => {
    const { fields, isUtf8: isRight } = decoded(split, raw, dialect);
    const record = {
      fields,
      isUtf8: isRight,
      bytes: blankBytes + raw.length,
      lines: blankLines + count(raw, lineEnd),
      blankLines,
      raw,
      isOrderly: split.isOrderly,
    };
    blankBytes = blankLines = 0;
    return record;
  };
  const take = (isEnd: boolean): TableRecord[] => {
    const records: TableRecord[] = [];
    let at = 0;
    while (at < text.length) {
      const split = splitRecord(text, at, inBytes);
      if (!split.isEnded && (!isEnd || split.isOpen)) break;
      if (isBlank(split)) {
        blankBytes += split.length;
        blankLines += 1;
      } else records.push(recordOf(split, text.slice(at, at + split.length)));
      at += split.length;
    }
    text = text.slice(at);
    return records;
  };
  return {
    write(chunk) {
      text += chunk.toString('latin1');
      const records = take(false);
      if (text.length > MAX_ROW_BYTES && records.length === 0) throw new BadTable();
      return records;
    },
    end() {
      const records = take(true);
      if (text !== '') throw new BadTable();
      return records;
    },
  };
}

function decoded(
  { fields }: SplitRecord,
  raw: string,
  dialect: Dialect,
): { readonly fields: readonly string[]; readonly isUtf8: boolean } {
  const bytes = Buffer.from(raw, 'latin1');
  if (isAscii(bytes)) return { fields, isUtf8: true };
  if (isUtf8(bytes)) return { fields: splitRecord(bytes.toString('utf8'), 0, dialect).fields, isUtf8: true };
  return { fields: fields.map((field) => Buffer.from(field, 'latin1').toString('utf8')), isUtf8: false };
}

/** Each byte of a text in UTF-8 as a character. */
export function latin1Of(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function count(text: string, character: string): number {
  let found = 0;
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) found += 1;
  return found;
}
