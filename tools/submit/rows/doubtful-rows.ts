/**
 * Decides what becomes of rows whose quotes are not in order. A row of several lines is doubtful: it may be
 * several rows that an open quote has run together. In a file that doubles its quotes, a row may still escape
 * them with backslashes. Such a row is cut at the wrong place, and its pieces are joined again.
 */
import { isUtf8 } from 'node:buffer';
import type { Dialect } from './dialect.ts';
import { splitRecord } from './split-record.ts';
import { latin1Of, type TableRecord } from './table-parser.ts';

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

/** The most records, and bytes of them, that are examined together. */
const MAX_PIECES = 100;
const MAX_LENGTH = 1_000_000;

/**
 * @param dialect of the table
 * @param width how many fields a row has
 */
export function createRowSettler(dialect: Dialect, width: number): RowSettler {
  const escaped: Dialect = { ...dialect, delimiter: latin1Of(dialect.delimiter), escape: '\\' };
  const lineEnd = dialect.lineEnd === 'cr' ? '\r' : '\n';
  let pieces: TableRecord[] = [];

  const judged = (record: TableRecord): SettledRecord => {
    const ownEnd = record.raw.endsWith(lineEnd) ? 1 : 0;
    const hasSeveralLines = record.lines - record.blankLines > ownEnd;
    return { ...record, isDoubtful: hasSeveralLines && !record.isOrderly };
  };
  const giveUp = (): SettledRecord[] => {
    const [first, ...others] = pieces.map(judged);
    pieces = [];
    return first === undefined ? [] : [{ ...first, isDoubtful: true }, ...others];
  };
  return {
    settle(record) {
      const isEscaped = dialect.escape === '"' && !record.isOrderly && record.raw.includes('\\"');
      if (pieces.length === 0 && !isEscaped) return [judged(record)];
      pieces.push(record);
      const raw = pieces.map((piece) => piece.raw).join('');
      const fields = fieldsOf(raw, escaped, width);
      if (fields !== undefined) {
        const settled = { ...merged(pieces), fields, isDoubtful: false };
        pieces = [];
        return [settled];
      }
      return pieces.length < MAX_PIECES && raw.length < MAX_LENGTH ? [] : giveUp();
    },
    end: giveUp,
  };
}

/** The fields, if the bytes are one whole row with backslashes before its quotes. */
function fieldsOf(raw: string, escaped: Dialect, width: number): string[] | undefined {
  const { fields, isOrderly, length } = splitRecord(raw, 0, escaped);
  if (!isOrderly || length !== raw.length || fields.length !== width) return undefined;
  const bytes = fields.map((field) => Buffer.from(field, 'latin1'));
  return bytes.every((field) => isUtf8(field)) ? bytes.map((field) => field.toString('utf8')) : undefined;
}

function merged(pieces: readonly TableRecord[]): TableRecord {
  const sum = (amount: (piece: TableRecord) => number): number =>
    pieces.reduce((total, piece) => total + amount(piece), 0);
  return {
    fields: [],
    isUtf8: true,
    raw: '',
    isOrderly: true,
    bytes: sum(({ bytes }) => bytes),
    lines: sum(({ lines }) => lines),
    blankLines: pieces[0]?.blankLines ?? 0,
  };
}
