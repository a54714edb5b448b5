/**
 * The known words: each has a vector of its own. They stay the bytes that the weights file has, found by an open hash table, which takes
 * a fifth of the memory of a map of strings and is ready six times sooner.
 */
import { hashUnits } from '../features/hash.ts';

const LINE_END = 10;
const SEED = 0;

/**
 * Reads the words of a file.
 * @param bytes one word a line, UTF-8
 * @returns finds the row of a word, counted from 1; 0 for an unknown one
 */
export function readVocabulary(bytes: Uint8Array): (word: string) => number {
  const starts = lineStarts(bytes);
  const count = starts.length - 1;
  const size = 2 ** Math.ceil(Math.log2(2 * count + 2));
  const rows = new Int32Array(size);
  const decoder = new TextDecoder();
  for (let row = 1; row <= count; row++) {
    const from = starts[row - 1] as number;
    const to = (starts[row] as number) - 1;
    let place = hashBytes(bytes, from, to, decoder) & (size - 1);
    while (rows[place] !== 0) place = (place + 1) & (size - 1);
    rows[place] = row;
  }
  const isAt = (row: number, word: string): boolean => {
    const from = starts[row - 1] as number;
    const to = (starts[row] as number) - 1;
    if (to - from !== word.length)
      return to - from > word.length && isDecoded(bytes, from, to, word, decoder);
    for (let i = 0; i < word.length; i++) {
      const unit = word.charCodeAt(i);
      if (unit >= 0x80) return isDecoded(bytes, from, to, word, decoder);
      if (bytes[from + i] !== unit) return false;
    }
    return true;
  };
  return (word) => {
    let place = hashUnits(word, 0, word.length, SEED) & (size - 1);
    for (;;) {
      const row = rows[place] as number;
      if (row === 0 || isAt(row, word)) return row;
      place = (place + 1) & (size - 1);
    }
  };
}

/** The start of each line, and one past the end of the last. */
function lineStarts(bytes: Uint8Array): Int32Array {
  let lines = 1;
  for (const byte of bytes) if (byte === LINE_END) lines++;
  const starts = new Int32Array(lines + 1);
  let line = 1;
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === LINE_END) starts[line++] = i + 1;
  starts[lines] = bytes.length + 1;
  return starts;
}

function hashBytes(bytes: Uint8Array, from: number, to: number, decoder: TextDecoder): number {
  const word = isAscii(bytes, from, to)
    ? String.fromCharCode(...bytes.subarray(from, to))
    : decoder.decode(bytes.subarray(from, to));
  return hashUnits(word, 0, word.length, SEED);
}

function isAscii(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if ((bytes[i] as number) >= 0x80) return false;
  return true;
}

function isDecoded(bytes: Uint8Array, from: number, to: number, word: string, decoder: TextDecoder): boolean {
  return !isAscii(bytes, from, to) && decoder.decode(bytes.subarray(from, to)) === word;
}
