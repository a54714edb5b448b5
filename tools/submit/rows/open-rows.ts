/**
 * From unpacked bytes in a known format to rows, and the names by which their fields are found. One branch a
 * format.
 */
import type { OpenBytes } from '../bytes/open-bytes.ts';
import { openText } from '../bytes/open-text.ts';
import { spool } from '../bytes/spool.ts';
import { countKnown, type FieldNames, mapFields } from '../posts/fields.ts';
import { findDialect } from './dialect.ts';
import { readFeed } from './feed.ts';
import type { Format } from './formats.ts';
import { readHtml } from './html.ts';
import { isJsonLines, readJsonLines, readJsonValues } from './json.ts';
import { openParquet } from './parquet.ts';
import type { Position, Row } from './row.ts';
import { columnsOf, readTable } from './table.ts';
import { readText } from './text.ts';
import { readWarc } from './warc.ts';

export interface ReadingOptions {
  readonly format: Format | undefined;
  readonly delimiter: string | undefined;
  /** As `TextDecoder` names it. */
  readonly encoding: string | undefined;
  readonly names: FieldNames;
}

export interface OpenRows {
  /** The format and the encoding, in words. */
  readonly what: string;
  /** The columns of a table, the same for every row; undefined where each row names its own fields. */
  readonly columns: readonly string[] | undefined;
  /** Whether the names of fields are ours, so that no names of the user's apply. */
  readonly hasOwnNames: boolean;
  /** The rows after a position in the source; to be called once. */
  readonly from: (position: Position) => AsyncIterable<Row>;
}

/**
 * Opens the rows of a source.
 * @param passOver called with the kind of each part of the source that holds no article
 * @throws ExplainedError with exit code 65 when the source is not what the format says
 */
export async function openRows(
  bytes: OpenBytes,
  format: Format,
  options: ReadingOptions,
  passOver: (kind: string) => void,
): Promise<OpenRows> {
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
        ...ofOwnNames(describe('text', text.encoding)),
        from: (position) => readText(text.from(text.begin), name, folder, position),
      };
    }
    case 'html': {
      const text = await openText(bytes, options.encoding, true);
      return {
        ...ofOwnNames(describe('page', text.encoding)),
        from: (position) => readHtml(text.from(text.begin), name, folder, position),
      };
    }
    case 'feed': {
      const text = await openText(bytes, options.encoding, true);
      return {
        ...ofOwnNames(describe('feed', text.encoding)),
        from: (position) => readFeed(text.from(text.begin), name, position),
      };
    }
    case 'warc':
      return {
        ...ofOwnNames('WARC'),
        from: (position) => readWarc(bytes.from(position.offset), name, position, passOver),
      };
    case 'parquet':
      return openParquetRows(bytes, options.names);
  }
}

function ofOwnNames(what: string): Omit<OpenRows, 'from'> {
  return { what, columns: undefined, hasOwnNames: true };
}

async function openParquetRows(bytes: OpenBytes, names: FieldNames): Promise<OpenRows> {
  const { name, path } = bytes.source;
  const onDisk = bytes.packings.length === 0 ? path : undefined;
  const spooled = onDisk === undefined ? await spool(bytes.from(0)) : undefined;
  const file = await openParquet(onDisk ?? spooled?.path ?? '', name);
  return {
    what: 'Parquet',
    columns: file.columns,
    hasOwnNames: false,
    async *from(position) {
      await using _spooled = spooled;
      await using _file = file;
      const { paths } = mapFields(file.columns, names);
      const wanted = Object.values(paths).flatMap((found) => found.map(([column = '']) => column));
      yield* file.from(position, [...new Set(wanted)]);
    },
  };
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
