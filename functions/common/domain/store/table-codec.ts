/**
 * Encodes tables as bytes, in chunks that each fit into a document. A name of a table costs some 10 bytes
 * instead of the 60 of a field.
 *
 * A chunk is a prefix, the head and the rows; head and rows are each compressed by raw deflate. The prefix is
 * a byte with the version, then the length of the compressed head, that of the head and that of the rows, in
 * 4 bytes each, little-endian. The head is JSON and in the first chunk only, so that the columns are read
 * without the rows. The rows are written column by column (`table-rows.ts`).
 */
import { promisify } from 'node:util';
import { deflateRawSync, inflateRaw, inflateRawSync, type ZlibOptions } from 'node:zlib';
import { type CompactTable, compactOf, tableOf } from './compact-table.ts';
import type { Column, Table } from './table.ts';
import { decodeRows, encodeRows } from './table-rows.ts';

/** The most bytes of a chunk. Firestore allows 1 MiB a document, its name and fields included. */
export const MAX_CHUNK_BYTES = 800_000;
/** Names and counts take a third of their bytes when compressed; where they do not, the piece is halved. */
const RAW_PIECE_BYTES = 2_000_000;
/** The most bytes of an inflated table, so that a damaged chunk cannot fill the memory. */
const MAX_RAW_BYTES = 64_000_000;
const VERSION = 2;
/** The smallest that zlib takes (Z_MIN_CHUNK). */
const MIN_CHUNK_SIZE = 64;
const PREFIX_BYTES = 13;

/** Writes a table: at least one chunk. */
export function encodeTable(table: Table): Buffer[] {
  const compact = compactOf(table);
  const chunks: Buffer[] = [];
  const add = (from: number, to: number): void => {
    const rawHead = Buffer.from(chunks.length === 0 ? JSON.stringify(headOf(compact)) : '');
    const rawRows = encodeRows(compact, from, to);
    const head = deflateRawSync(rawHead);
    const prefix = Buffer.alloc(PREFIX_BYTES);
    prefix[0] = VERSION;
    for (const [i, { length }] of [head, rawHead, rawRows].entries()) prefix.writeUInt32LE(length, 1 + 4 * i);
    const chunk = Buffer.concat([prefix, head, deflateRawSync(rawRows)]);
    const middle = (from + to) >> 1;
    if (chunk.length <= MAX_CHUNK_BYTES || middle === from) chunks.push(chunk);
    else for (const [start, end] of [[from, middle] as const, [middle, to] as const]) add(start, end);
  };
  const { texts, cells, size } = compact;
  let from = 0;
  let bytes = 0;
  for (let row = 0; row < size; row++) {
    const own = (cells.starts[row + 1] ?? 0) - (cells.starts[row] ?? 0);
    const length = 4 * ((texts.ends[row] ?? 0) - (texts.starts[row] ?? 0)) + 15 * own;
    if (bytes + length > RAW_PIECE_BYTES * 2 && row > from) {
      add(from, row);
      from = row;
      bytes = 0;
    }
    bytes += length;
  }
  if (from < size || chunks.length === 0) add(from, size);
  return chunks;
}

/**
 * Reads a table.
 * @param chunks all of it, in order
 * @throws Error when they are not what `encodeTable` wrote
 */
export function decodeTable(chunks: readonly Uint8Array[]): Table {
  const pieces = chunks.map(piecesOf);
  const head = pieces[0] && inflateNow(pieces[0].head);
  return tableOf(
    assembled(
      head,
      pieces.map(({ rows }) => inflateNow(rows)),
    ),
  );
}

/** A compressed piece of a chunk, and how long it becomes. */
interface Compressed {
  readonly bytes: Uint8Array;
  readonly rawLength: number;
}

/** Decompresses a piece of a chunk. */
export type Inflate = (piece: Compressed) => Promise<Buffer>;

const inflateOnThreads = promisify(inflateRaw);

/** Decompresses on other threads, while this one does something else. */
export const inflateAside: Inflate = (piece) => inflateOnThreads(piece.bytes, optionsFor(piece));

/** Decompresses on this thread: for simulations, which do not see work outside of it. */
export const inflateAtOnce: Inflate = async (piece) => inflateNow(piece);

function inflateNow(piece: Compressed): Buffer {
  return inflateRawSync(piece.bytes, optionsFor(piece));
}

/** Room for the whole result: by default it is put together from pieces of 16 KiB. */
function optionsFor({ rawLength }: Compressed): ZlibOptions {
  if (rawLength > MAX_RAW_BYTES) throw notATable();
  // A byte more, since a full piece makes zlib ask for another.
  return { maxOutputLength: rawLength + 1, chunkSize: Math.max(MIN_CHUNK_SIZE, rawLength + 1) };
}

/**
 * Reads a table in its compact form.
 * @param chunks all of it, in order
 * @throws Error when they are not what `encodeTable` wrote
 */
export async function decodeCompact(chunks: readonly Uint8Array[], inflate: Inflate): Promise<CompactTable> {
  const pieces = chunks.map(piecesOf);
  const [head, ...rows] = await Promise.all([
    pieces[0] && inflate(pieces[0].head),
    ...pieces.map((piece) => inflate(piece.rows)),
  ]);
  return assembled(
    head,
    rows.filter((raw) => raw !== undefined),
  );
}

function assembled(head: Buffer | undefined, rows: readonly Buffer[]): CompactTable {
  if (head === undefined) throw notATable();
  const { columns, cut } = parseHead(head);
  return { columns: columnsOf(columns), cut, ...decodeRows(rows) };
}

/**
 * Reads the columns of a table without its rows, which are most of the work.
 * @param chunk the first one
 * @throws Error when it is not what `encodeTable` wrote
 */
export function decodeColumns(chunk: Uint8Array): readonly Column[] {
  const { head } = piecesOf(chunk);
  return columnsOf(parseHead(inflateNow(head)).columns);
}

function notATable(): Error {
  return new Error('these are not the chunks of a table, or of another version');
}

/** The compressed pieces of a chunk. */
function piecesOf(chunk: Uint8Array): { readonly head: Compressed; readonly rows: Compressed } {
  if (chunk[0] !== VERSION || chunk.length < PREFIX_BYTES) throw notATable();
  const prefix = Buffer.from(chunk.buffer, chunk.byteOffset, PREFIX_BYTES);
  const end = PREFIX_BYTES + prefix.readUInt32LE(1);
  return {
    head: { bytes: chunk.subarray(PREFIX_BYTES, end), rawLength: prefix.readUInt32LE(5) },
    rows: { bytes: chunk.subarray(end), rawLength: prefix.readUInt32LE(9) },
  };
}

interface Head {
  readonly cut: number;
  /** The fields of all columns; a field that no column has is left out. */
  readonly columns: { readonly [Field in keyof Column]: readonly (Column[Field] | null)[] };
}

function headOf({ columns, cut }: CompactTable): Head {
  const all = <Value>(of: (column: Column) => Value | undefined): (Value | null)[] | undefined => {
    const values = columns.map((column) => of(column) ?? null);
    return values.every((value) => value === null) ? undefined : values;
  };
  const [name, otherLanguage, updatedAt, byDay] = [
    all((column) => column.name),
    all((column) => column.otherLanguage),
    all((column) => column.updatedAt),
    all((column) => column.byDay),
  ];
  return {
    cut,
    columns: {
      id: columns.map(({ id }) => id),
      articles: columns.map(({ articles }) => articles),
      changed: columns.map(({ changed }) => changed),
      ...(name !== undefined && { name }),
      ...(otherLanguage !== undefined && { otherLanguage }),
      ...(updatedAt !== undefined && { updatedAt }),
      ...(byDay !== undefined && { byDay }),
    },
  };
}

function parseHead(head: Buffer): Head {
  return JSON.parse(head.toString());
}

function columnsOf({ id, name, articles, changed, otherLanguage, updatedAt, byDay }: Head['columns']) {
  const columns: Column[] = [];
  for (let place = 0; place < id.length; place++) {
    const column: { -readonly [Field in keyof Column]: Column[Field] } = {
      id: id[place] ?? '',
      articles: articles[place] ?? 0,
      changed: changed[place] ?? 0,
    };
    // Each column gets the same fields in the same order, which keeps them small and quick to read.
    const [ownName, ownLanguage] = [name?.[place] ?? undefined, otherLanguage?.[place] ?? undefined];
    const [ownUpdate, ownDays] = [updatedAt?.[place] ?? undefined, byDay?.[place] ?? undefined];
    if (ownName !== undefined) column.name = ownName;
    if (ownLanguage !== undefined) column.otherLanguage = ownLanguage;
    if (ownUpdate !== undefined) column.updatedAt = ownUpdate;
    if (ownDays !== undefined) column.byDay = ownDays;
    columns.push(column);
  }
  return columns;
}
