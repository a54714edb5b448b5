/**
 * Encodes tables as bytes, in chunks that each fit into a document. A name of a table costs some 10 bytes
 * instead of the 60 of a field, and 100,000 names are read in a tenth of the time.
 *
 * A chunk is compressed by raw deflate. It holds a JSON header after its length, then rows. A row is: the
 * index of its type in `entityTypes`, text, key (of length 0 when it equals the text in lower case), number
 * of cells, cells. A cell is the distance to its column, articles, and mentions beyond one an article.
 * Numbers are unsigned LEB128; texts are UTF-8 after their length.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { entityTypes } from '../post.ts';
import type { Column, NameRow, Table } from './table.ts';

/** The most bytes of a chunk. Firestore allows 1 MiB a document, its name and fields included. */
export const MAX_CHUNK_BYTES = 800_000;
/** Names and counts take a third of their bytes when compressed; where they do not, the piece is halved. */
const RAW_PIECE_BYTES = 2_000_000;
/** The most bytes of an inflated table, so that a damaged chunk cannot fill the memory. */
const MAX_RAW_BYTES = 64_000_000;
const VERSION = 1;

interface Header {
  readonly version: number;
  /** In the first chunk only. */
  readonly columns?: readonly Column[];
  readonly cut?: number;
}

/** Writes a table: at least one chunk. */
export function encodeTable(table: Table): Buffer[] {
  const chunks: Buffer[] = [];
  const header = (isFirst: boolean): Header => ({
    version: VERSION,
    ...(isFirst && { columns: table.columns, cut: table.cut }),
  });
  const add = (rows: readonly NameRow[]): void => {
    const chunk = deflateRawSync(encodeRows(header(chunks.length === 0), rows));
    if (chunk.length <= MAX_CHUNK_BYTES || rows.length < 2) chunks.push(chunk);
    else for (const half of [rows.slice(0, rows.length >> 1), rows.slice(rows.length >> 1)]) add(half);
  };
  let piece: NameRow[] = [];
  let bytes = 0;
  for (const row of table.rows) {
    const size = 4 * row.text.length + 5 * row.cells.length;
    if (bytes + size > RAW_PIECE_BYTES * 2 && piece.length > 0) {
      add(piece);
      piece = [];
      bytes = 0;
    }
    piece.push(row);
    bytes += size;
  }
  if (piece.length > 0 || chunks.length === 0) add(piece);
  return chunks;
}

/**
 * Reads a table.
 * @param chunks all of it, in order
 * @throws Error when they are not what `encodeTable` wrote
 */
export function decodeTable(chunks: readonly Uint8Array[]): Table {
  const rows: NameRow[] = [];
  let first: Header | undefined;
  for (const chunk of chunks) {
    const header = decodeRows(inflateRawSync(chunk, { maxOutputLength: MAX_RAW_BYTES }), rows);
    first ??= header;
  }
  if (first?.version !== VERSION || first.columns === undefined) throw notATable();
  return { columns: first.columns, rows, cut: first.cut ?? 0 };
}

/**
 * Reads the columns of a table without its rows, which is most of the work.
 * @param chunk the first one
 * @throws Error when it is not what `encodeTable` wrote
 */
export function decodeColumns(chunk: Uint8Array): readonly Column[] {
  const bytes = inflateRawSync(chunk, { maxOutputLength: MAX_RAW_BYTES });
  const { version, columns } = decodeHeader(createReader(bytes));
  if (version !== VERSION || columns === undefined) throw notATable();
  return columns;
}

function notATable(): Error {
  return new Error('these are not the chunks of a table, or of another version');
}

function encodeRows(header: Header, rows: readonly NameRow[]): Buffer {
  const head = Buffer.from(JSON.stringify(header));
  let size = head.length + 5;
  for (const { text, key, cells } of rows) size += 3 * (text.length + key.length) + 16 + 8 * cells.length;
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  const number = (value: number): void => {
    let rest = value;
    while (rest >= 0x80) {
      bytes[at++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    bytes[at++] = rest;
  };
  const string = (text: string): void => {
    const length = Buffer.byteLength(text);
    number(length);
    at += bytes.write(text, at);
  };
  number(head.length);
  at += head.copy(bytes, at);
  for (const { type, text, key, cells } of rows) {
    number(entityTypes.indexOf(type));
    string(text);
    string(key === text.toLowerCase() ? '' : key);
    number(cells.length / 3);
    let column = 0;
    for (let i = 0; i < cells.length; i += 3) {
      const [to = 0, articles = 0, mentions = 0] = [cells[i], cells[i + 1], cells[i + 2]];
      number(to - column);
      number(articles);
      number(Math.max(0, mentions - articles));
      column = to;
    }
  }
  return bytes.subarray(0, at);
}

interface Reader {
  readonly number: () => number;
  readonly string: () => string;
  readonly isAtEnd: () => boolean;
}

function createReader(bytes: Buffer): Reader {
  let at = 0;
  const number = (): number => {
    let value = 0;
    for (let unit = 1; ; unit *= 0x80) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) return value;
    }
  };
  return {
    number,
    string() {
      const length = number();
      at += length;
      return bytes.toString('utf8', at - length, at);
    },
    isAtEnd: () => at >= bytes.length,
  };
}

function decodeHeader({ string }: Reader): Header {
  return JSON.parse(string());
}

function decodeRows(bytes: Buffer, rows: NameRow[]): Header {
  const reader = createReader(bytes);
  const { number, string, isAtEnd } = reader;
  const header = decodeHeader(reader);
  while (!isAtEnd()) {
    const type = entityTypes[number()];
    if (type === undefined) throw new Error('a row of a table is of an unknown type');
    const text = string();
    const key = string();
    const cells: number[] = new Array(number() * 3);
    let column = 0;
    for (let i = 0; i < cells.length; i += 3) {
      column += number();
      const articles = number();
      cells[i] = column;
      cells[i + 1] = articles;
      cells[i + 2] = articles + number();
    }
    rows.push({ type, key: key === '' ? text.toLowerCase() : key, text, cells });
  }
  return header;
}
