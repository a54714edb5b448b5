/**
 * What becomes of rows whose quotes are not in order. A row of several lines may be several rows that an open quote has run together: it is
 * doubtful. In a file that doubles its quotes, a row may escape them by backslashes all the same; csv-parse then cuts it at the wrong
 * place, and the pieces are put together again.
 */
import { isUtf8 } from 'node:buffer';
import type { Dialect } from './dialect.ts';
import { closesItsQuotes, splitRecords } from './quotes.ts';
import type { TableRecord } from './table-parser.ts';

export interface SettledRecord extends TableRecord {
  /** Whether it may be several rows. */
  readonly isDoubtful: boolean;
}

export interface RowSettler {
  /** Takes the next record, and gives out those that are settled. */
  settle(record: TableRecord): SettledRecord[];
  /** Gives out the rest. */
  end(): SettledRecord[];
}

/** So many pieces are looked at together, at most. */
const MAX_PIECES = 100;
const BACKSLASH_QUOTE = Buffer.from('\\"');

/**
 * @param dialect of the table
 * @param width how many fields a row has
 */
export function createRowSettler(dialect: Dialect, width: number): RowSettler {
  const doubled = inBytes(dialect);
  const escaped: Dialect = { ...doubled, escape: '\\' };
  const lineEnd = dialect.lineEnd === 'cr' ? '\r' : '\n';
  let pieces: TableRecord[] = [];

  const judged = (record: TableRecord): SettledRecord => {
    if (dialect.escape === undefined) return { ...record, isDoubtful: false };
    const ownEnd = record.raw.at(-1)?.at(-1) === lineEnd.charCodeAt(0) ? 1 : 0;
    const hasSeveralLines = record.lines - record.blankLines > ownEnd;
    return { ...record, isDoubtful: hasSeveralLines && !closesItsQuotes(textOf([record]), doubled) };
  };
  const giveUp = (): SettledRecord[] => {
    const [first, ...others] = pieces.map(judged);
    pieces = [];
    return first === undefined ? [] : [{ ...first, isDoubtful: true }, ...others];
  };
  return {
    settle(record) {
      const isOpen = pieces.length > 0;
      if (!isOpen && !(dialect.escape === '"' && isEscaped(record, doubled))) return [judged(record)];
      pieces.push(record);
      const text = textOf(pieces);
      const fields = fieldsOf(text, escaped, width);
      if (fields !== undefined) {
        const settled = { ...merged(pieces), fields, isDoubtful: false };
        pieces = [];
        return [settled];
      }
      return pieces.length < MAX_PIECES && text.length < MAX_LENGTH ? [] : giveUp();
    },
    end: giveUp,
  };
}

const MAX_LENGTH = 1_000_000;

function inBytes(dialect: Dialect): Dialect {
  return { ...dialect, delimiter: Buffer.from(dialect.delimiter).toString('latin1') };
}

/** Of any encoding, byte by byte: what separates fields is ASCII mostly, and compared byte by byte otherwise. */
function textOf(records: readonly TableRecord[]): string {
  return Buffer.concat(records.flatMap(({ raw }) => raw)).toString('latin1');
}

function isEscaped(record: TableRecord, doubled: Dialect): boolean {
  return (
    record.raw.some((piece) => piece.includes(BACKSLASH_QUOTE)) && !closesItsQuotes(textOf([record]), doubled)
  );
}

/** The fields, if the text is one whole row with backslashes before its quotes. */
function fieldsOf(text: string, escaped: Dialect, width: number): Buffer[] | undefined {
  if (!closesItsQuotes(text, escaped)) return undefined;
  const fields = splitRecords(text, escaped, 1)[0]?.fields.map((field) => Buffer.from(field, 'latin1'));
  return fields?.length === width && fields.every((field) => isUtf8(field)) ? fields : undefined;
}

function merged(pieces: readonly TableRecord[]): TableRecord {
  const sum = (count: (piece: TableRecord) => number): number =>
    pieces.reduce((total, piece) => total + count(piece), 0);
  return {
    fields: [],
    raw: [],
    bytes: sum(({ bytes }) => bytes),
    lines: sum(({ lines }) => lines),
    blankLines: pieces[0]?.blankLines ?? 0,
  };
}
