/** From unpacked bytes in a known format to rows, and the names by which their fields are found. One branch a format. */
import type { OpenBytes } from '../bytes/open-bytes.ts';
import { openText } from '../bytes/open-text.ts';
import { countKnown, type FieldNames } from '../posts/fields.ts';
import { findDialect } from './dialect.ts';
import type { Format } from './formats.ts';
import { isJsonLines, readJsonLines, readJsonValues } from './json.ts';
import type { Position, Row } from './row.ts';
import { columnsOf, readTable } from './table.ts';
import { readText } from './text.ts';

export interface ReadingOptions {
  readonly format: Format | undefined;
  readonly delimiter: string | undefined;
  /** As `TextDecoder` names it. */
  readonly encoding: string | undefined;
  readonly names: FieldNames;
}

export interface OpenRows {
  /** What it is, for people: format and encoding. */
  readonly what: string;
  /** The columns of a table, which hold for every row; undefined where each row names its own fields. */
  readonly columns: readonly string[] | undefined;
  /** Whether the names of fields are ours, so that no names of the user's apply. */
  readonly hasOwnNames: boolean;
  /** The rows after a position in the source; to be called once. */
  readonly from: (position: Position) => AsyncIterable<Row>;
}

/**
 * Opens the rows of a source.
 * @throws ExplainedError with exit code 65 when the source is not what the format says
 */
export async function openRows(bytes: OpenBytes, format: Format, options: ReadingOptions): Promise<OpenRows> {
  const { name, folder } = bytes.source;
  switch (format) {
    case 'csv':
    case 'tsv': {
      const text = await openText(bytes, options.encoding, false);
      const dialect = findDialect(text.head, text.isWhole, options.delimiter, format === 'tsv', (columns) =>
        countKnown(columns, options.names),
      );
      const columns = columnsOf(text.head, dialect);
      return {
        what: describe(`table, fields separated by ${delimiterName(dialect.delimiter)}`, text.encoding),
        columns,
        hasOwnNames: false,
        from: (position) =>
          readTable(text.from(position.offset), name, dialect, columns, position, text.begin),
      };
    }
    case 'json':
    case 'jsonl': {
      const text = await openText(bytes, options.encoding, false);
      const isLines = isJsonLines(text.head, text.isWhole);
      const isArray = /^\s*\[/.test(text.head);
      return {
        what: describe(isLines ? 'JSON lines' : isArray ? 'JSON array' : 'JSON', text.encoding),
        columns: undefined,
        hasOwnNames: false,
        from(position) {
          const stream = text.from(position.offset);
          const begun = { ...position, offset: Math.max(position.offset, text.begin) };
          return isLines
            ? readJsonLines(stream, name, begun)
            : readJsonValues(stream, name, begun, isArray && position.offset > text.begin);
        },
      };
    }
    case 'text': {
      const text = await openText(bytes, options.encoding, false);
      return {
        what: describe('text', text.encoding),
        columns: undefined,
        hasOwnNames: true,
        from: (position) => readText(text.from(text.begin), name, folder, position),
      };
    }
  }
}

function describe(format: string, encoding: string): string {
  return encoding === 'utf-8' ? format : `${format}, ${encoding}`;
}

function delimiterName(delimiter: string): string {
  const names: Readonly<Record<string, string>> = {
    ',': 'commas',
    ';': 'semicolons',
    '\t': 'tabs',
    '|': 'bars',
  };
  return names[delimiter] ?? JSON.stringify(delimiter);
}
