/**
 * Encodes rows of a table as bytes, column by column: alike values beside each other compress well, and are
 * read in tight loops without an object for each row. Pure.
 *
 * First the number of rows. Then, for all rows: the type as its index in `entityTypes`, one byte each; the
 * length of the text; the length of the key, or 0 where the key is the text with A to Z in lower case; the
 * number of cells; the texts; the keys that have a length. Then, for all cells: the distance to the column
 * from that of the cell before in the same row; the articles beyond one; the mentions beyond one an article.
 * Most cells have one article and one mention, so of the latter two only those above 0 are written: how many,
 * the distance of each to the cell of the one before, and the numbers. Lengths are of UTF-8 in bytes. Numbers
 * are unsigned LEB128 (https://dwarfstd.org/doc/DWARF5.pdf, 7.6) below 2^32.
 */
import { entityTypes } from '../post.ts';
import { type CompactTable, rowOfCell } from './compact-table.ts';
import { type Texts, textsAt } from './texts.ts';

export type CompactRows = Omit<CompactTable, 'columns' | 'cut'>;

/** An LEB128 number below 2^32 takes no more. */
const MAX_NUMBER_BYTES = 5;

/** Writes the rows from one up to another. */
export function encodeRows({ types, texts, keys, cells }: CompactRows, from: number, to: number): Buffer {
  const [firstCell = 0, endCell = 0] = [cells.starts[from], cells.starts[to]];
  let size = MAX_NUMBER_BYTES * (3 + 3 * (to - from) + 5 * (endCell - firstCell)) + (to - from);
  for (let row = from; row < to; row++) size += lengthAt(texts, row) + lengthAt(keys, row);
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
  const copy = ({ bytes: source, starts, ends }: Texts, row: number): void => {
    at += source.copy(bytes, at, starts[row], ends[row]);
  };
  const isLowerCase: boolean[] = [];
  for (let row = from; row < to; row++) isLowerCase.push(isTextInLowerCase(keys, texts, row));
  number(to - from);
  for (let row = from; row < to; row++) bytes[at++] = types[row] ?? 0;
  for (let row = from; row < to; row++) number(lengthAt(texts, row));
  for (let row = from; row < to; row++) number(isLowerCase[row - from] ? 0 : lengthAt(keys, row));
  for (let row = from; row < to; row++) number((cells.starts[row + 1] ?? 0) - (cells.starts[row] ?? 0));
  for (let row = from; row < to; row++) copy(texts, row);
  for (let row = from; row < to; row++) if (!isLowerCase[row - from]) copy(keys, row);
  for (let row = from; row < to; row++) {
    let column = 0;
    for (let cell = cells.starts[row] ?? 0; cell < (cells.starts[row + 1] ?? 0); cell++) {
      number((cells.columns[cell] ?? 0) - column);
      column = cells.columns[cell] ?? 0;
    }
  }
  const rare = (numberOf: (cell: number) => number): void => {
    const found: number[] = [];
    for (let cell = firstCell; cell < endCell; cell++) if (numberOf(cell) > 0) found.push(cell);
    number(found.length);
    for (const [i, cell] of found.entries()) number(cell - (found[i - 1] ?? firstCell));
    for (const cell of found) number(numberOf(cell));
  };
  rare((cell) => (cells.articles[cell] ?? 0) - 1);
  rare((cell) => (cells.mentions[cell] ?? 0) - (cells.articles[cell] ?? 0));
  return bytes.subarray(0, at);
}

function lengthAt({ starts, ends }: Texts, place: number): number {
  return (ends[place] ?? 0) - (starts[place] ?? 0);
}

function isTextInLowerCase(keys: Texts, texts: Texts, row: number): boolean {
  const length = lengthAt(texts, row);
  if (lengthAt(keys, row) !== length) return false;
  const [key = 0, text = 0] = [keys.starts[row], texts.starts[row]];
  for (let i = 0; i < length; i++)
    if (keys.bytes[key + i] !== inLowerCase(texts.bytes[text + i] ?? 0)) return false;
  return true;
}

/** A byte of UTF-8, where it is one of A to Z in lower case. */
function inLowerCase(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}

/**
 * Reads rows.
 * @param pieces what `encodeRows` wrote, in order
 * @throws Error when they are something else
 */
export function decodeRows(pieces: readonly Buffer[]): CompactRows {
  const readers: Reader[] = [];
  let size = 0;
  for (const piece of pieces) {
    const reader = readerOf(piece, size);
    readers.push(reader);
    size += reader.size;
  }
  const types = new Uint8Array(size);
  const textOffsets = new Uint32Array(size + 1);
  const keyOffsets = new Uint32Array(size + 1);
  const starts = new Uint32Array(size + 1);
  for (const reader of readers) {
    const end = reader.row + reader.size;
    types.set(reader.bytes.subarray(reader.at, reader.at + reader.size), reader.row);
    reader.at += reader.size;
    for (const lengths of [textOffsets, keyOffsets, starts])
      reader.at = readNumbers(reader.bytes, reader.at, lengths, reader.row + 1, end + 1);
  }
  if (types.some((type) => type >= entityTypes.length)) throw damaged();
  const isLowerCase = withLengthsOfTexts(keyOffsets, textOffsets);
  for (const lengths of [textOffsets, keyOffsets, starts]) addUp(lengths, 0, size + 1);
  const textSize = textOffsets[size] ?? 0;
  const keySize = keyOffsets[size] ?? 0;
  const cellCount = starts[size] ?? 0;
  const room = pieces.reduce((sum, { length }) => sum + length, 0);
  if (textSize > room || keySize > 2 * room || cellCount > room) throw damaged();
  const texts = textsAt(Buffer.allocUnsafeSlow(textSize), textOffsets);
  const keys = textsAt(Buffer.allocUnsafeSlow(keySize), keyOffsets);
  const columns = new Uint32Array(cellCount);
  const articles = new Uint32Array(cellCount).fill(1);
  const mentions = new Uint32Array(cellCount);
  const totals = { articles: new Float64Array(size), mentions: new Float64Array(size) };
  for (let row = 0; row < size; row++) totals.articles[row] = (starts[row + 1] ?? 0) - (starts[row] ?? 0);
  for (const { bytes, at, row, size: rows } of readers) {
    const end = row + rows;
    const textStart = textOffsets[row] ?? 0;
    const textEnd = at + (textOffsets[end] ?? 0) - textStart;
    bytes.copy(texts.bytes, textStart, at, textEnd);
    let next = readKeys(bytes, textEnd, keys, { row, end, texts, isLowerCase });
    const firstCell = starts[row] ?? 0;
    const endCell = starts[end] ?? 0;
    next = readNumbers(bytes, next, columns, firstCell, endCell);
    next = readRare(bytes, next, articles, totals.articles, { starts, row, firstCell, endCell });
    mentions.set(articles.subarray(firstCell, endCell), firstCell);
    totals.mentions.set(totals.articles.subarray(row, end), row);
    next = readRare(bytes, next, mentions, totals.mentions, { starts, row, firstCell, endCell });
    if (next !== bytes.length) throw damaged();
  }
  addDistances(columns, starts);
  return { size, types, texts, keys, cells: { starts, columns, articles, mentions }, totals };
}

/** A piece of bytes, how far it is read, and where its rows are among all. */
interface Reader {
  readonly bytes: Buffer;
  readonly row: number;
  readonly size: number;
  at: number;
}

function readerOf(bytes: Buffer, row: number): Reader {
  const sizes = new Uint32Array(1);
  const at = readNumbers(bytes, 0, sizes, 0, 1);
  const size = sizes[0] ?? 0;
  // Each row takes a byte at least, so that a damaged number does not fill the memory.
  if (size > bytes.length) throw damaged();
  return { bytes, row, size, at };
}

/** Gives each key without a length that of its text. @returns 1 for each of these keys */
function withLengthsOfTexts(keyLengths: Uint32Array, textLengths: Uint32Array): Uint8Array {
  const isLowerCase = new Uint8Array(keyLengths.length - 1);
  for (let row = 0; row < isLowerCase.length; row++) {
    if (keyLengths[row + 1] !== 0) continue;
    isLowerCase[row] = 1;
    keyLengths[row + 1] = textLengths[row + 1] ?? 0;
  }
  return isLowerCase;
}

/** Reads the keys of some rows. @returns where the bytes after them begin */
function readKeys(
  bytes: Buffer,
  from: number,
  { bytes: into, starts, ends }: Texts,
  rows: {
    readonly row: number;
    readonly end: number;
    readonly texts: Texts;
    readonly isLowerCase: Uint8Array;
  },
): number {
  const { end, texts, isLowerCase } = rows;
  let at = from;
  for (let { row } = rows; row < end; row++) {
    const start = starts[row] ?? 0;
    const stop = ends[row] ?? 0;
    if (isLowerCase[row] === 1) {
      copyInLowerCase(texts.bytes, texts.starts[row] ?? 0, into, start, stop);
    } else {
      bytes.copy(into, start, at, at + stop - start);
      at += stop - start;
    }
  }
  return at;
}

/** Fills the bytes from `start` up to `stop`. */
function copyInLowerCase(bytes: Buffer, from: number, into: Buffer, start: number, stop: number): void {
  const shift = from - start;
  for (let to = start; to < stop; to++) into[to] = inLowerCase(bytes[to + shift] ?? 0);
}

/** Turns the distances between the columns of each row into the columns. */
function addDistances(columns: Uint32Array, starts: Uint32Array): void {
  for (let row = 1; row < starts.length; row++) addUp(columns, starts[row - 1] ?? 0, starts[row] ?? 0);
}

/**
 * Reads numbers of few cells, and adds them to the counts of these cells and to the totals of their rows.
 * @returns where the bytes after them begin
 */
function readRare(
  bytes: Buffer,
  from: number,
  counts: Uint32Array,
  totals: Float64Array,
  rows: {
    readonly starts: Uint32Array;
    readonly row: number;
    readonly firstCell: number;
    readonly endCell: number;
  },
): number {
  const { starts, firstCell, endCell } = rows;
  const sizes = new Uint32Array(1);
  let at = readNumbers(bytes, from, sizes, 0, 1);
  const size = sizes[0] ?? 0;
  if (size > endCell - firstCell) throw damaged();
  const distances = new Uint32Array(size);
  const numbers = new Uint32Array(size);
  at = readNumbers(bytes, at, distances, 0, size);
  at = readNumbers(bytes, at, numbers, 0, size);
  let cell = firstCell;
  let { row } = rows;
  for (let i = 0; i < size; i++) {
    cell += distances[i] ?? 0;
    if (cell >= endCell) throw damaged();
    row = rowOfCell(starts, cell, row);
    counts[cell] = (counts[cell] ?? 0) + (numbers[i] ?? 0);
    totals[row] = (totals[row] ?? 0) + (numbers[i] ?? 0);
  }
  return at;
}

/**
 * Reads LEB128 numbers into the places from `begin` up to `end`.
 * @returns where the bytes after them begin
 */
function readNumbers(bytes: Buffer, from: number, into: Uint32Array, begin: number, end: number): number {
  let at = from;
  let value = 0;
  let shift = 0;
  for (let place = begin; place < end; at++) {
    const byte = bytes[at] ?? 0;
    value |= (byte & 0x7f) << shift;
    shift += 7;
    if (byte >= 0x80) continue;
    into[place++] = value;
    value = 0;
    shift = 0;
  }
  return at;
}

/** Turns lengths, each after its place, into where they end; or distances into places. */
function addUp(numbers: Uint32Array, from: number, to: number): void {
  let sum = 0;
  for (let place = from; place < to; place++) {
    sum += numbers[place] ?? 0;
    numbers[place] = sum;
  }
}

function damaged(): Error {
  return new Error('the rows of a table are damaged');
}
