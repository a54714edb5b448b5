/**
 * Which rows of the weight tables a word has. A known word has its own row. Every word has rows by the hashes
 * of its beginning, its end, its shape and its trigrams, so an unknown word has a vector too. The trainer
 * computes the same rows with this file.
 */
import { hashEnd, hashOn, hashStart, hashUnits } from './hash.ts';

/** Rows of the hashed tables; powers of two, because a row is the low bits of a hash. */
const tableRows = {
  spelling: 16_384,
  prefix: 4_096,
  suffix3: 4_096,
  suffix2: 1_024,
  suffix4: 8_192,
  shape: 256,
  trigram: 8_192,
} as const;

export const MAX_TRIGRAMS = 10;

/** Places of a word's rows in the array that `fillRows` fills. */
export const Column = {
  word: 0,
  spelling1: 1,
  spelling2: 2,
  prefix: 3,
  suffix3: 4,
  suffix2: 5,
  suffix4: 6,
  shape: 7,
  trigrams: 8,
} as const;

export const COLUMNS = Column.trigrams + MAX_TRIGRAMS;

/** Row of a trigram that the word does not have. */
export const NO_TRIGRAM: number = tableRows.trigram;

const Seed = {
  spelling1: 1,
  spelling2: 2,
  prefix: 3,
  suffix3: 4,
  suffix2: 5,
  suffix4: 6,
  shape: 7,
  trigram: 8,
} as const;

/** Only the beginning of a long word counts, in code units. */
const MAX_HASHED = 32;
/** Of the word itself between `<` and `>`, in code points. */
const MAX_TRIGRAM_POINTS = 30;
const MAX_SHAPE_POINTS = 12;

/** Stand before and after a word. */
const [OPENING, CLOSING] = [0x3c, 0x3e];

/**
 * Fills `rows` with the word's rows, `COLUMNS` of them.
 * @param normal the word as `normalise` makes it
 * @param row of `normal` among the known words, counted from 1; 0 for an unknown word
 * @returns the number of trigrams; their rows come last, the places after them hold `NO_TRIGRAM`
 */
export function fillRows(word: string, normal: string, row: number, rows: Int32Array): number {
  rows[Column.word] = row;
  rows[Column.spelling1] = row === 0 ? 0 : spellingRow(word, Seed.spelling1);
  rows[Column.spelling2] = row === 0 ? 0 : spellingRow(word, Seed.spelling2);
  const end = Math.min(MAX_HASHED, normal.length);
  rows[Column.prefix] = hashUnits(normal, 0, Math.min(3, end), Seed.prefix) & (tableRows.prefix - 1);
  rows[Column.suffix3] = suffixHash(normal, end, 3, Seed.suffix3) & (tableRows.suffix3 - 1);
  rows[Column.suffix2] = suffixHash(normal, end, 2, Seed.suffix2) & (tableRows.suffix2 - 1);
  rows[Column.suffix4] = suffixHash(normal, end, 4, Seed.suffix4) & (tableRows.suffix4 - 1);
  rows[Column.shape] = hashShape(word) & (tableRows.shape - 1);
  return fillTrigrams(normal, rows);
}

function spellingRow(word: string, seed: number): number {
  const hash = hashUnits(word, 0, Math.min(MAX_HASHED, word.length), seed);
  return 1 + (hash & (tableRows.spelling - 1));
}

function suffixHash(normal: string, end: number, length: number, seed: number): number {
  return hashUnits(normal, Math.max(0, end - length), end, seed);
}

/** Rows of the trigrams of `<word>`. */
function fillTrigrams(normal: string, rows: Int32Array): number {
  const word = firstPoints(normal, MAX_TRIGRAM_POINTS);
  const last = word.length + 1;
  const unitAt = (i: number): number => (i === 0 ? OPENING : i === last ? CLOSING : word.charCodeAt(i - 1));
  const count = Math.min(MAX_TRIGRAMS, Math.min(MAX_HASHED, word.length + 2) - 2);
  for (let i = 0; i < MAX_TRIGRAMS; i++) {
    if (i >= count) {
      rows[Column.trigrams + i] = NO_TRIGRAM;
      continue;
    }
    let hash = hashStart(Seed.trigram);
    for (let k = i; k < i + 3; k++) hash = hashOn(hash, unitAt(k));
    rows[Column.trigrams + i] = hashEnd(hash) & (tableRows.trigram - 1);
  }
  return count;
}

function firstPoints(text: string, points: number): string {
  return text.length <= points
    ? text
    : Array.from(text.slice(0, 2 * points))
        .slice(0, points)
        .join('');
}

/** The word in small letters, every digit as 0. */
export function normalise(word: string): string {
  return word.toLowerCase().replace(/[0-9]/g, '0');
}

/**
 * Hash of the word's shape: its first characters as X (upper case), x (other letter), d (digit), themselves
 * or p, no more than two alike in a row.
 */
function hashShape(word: string): number {
  let hash = hashStart(Seed.shape);
  let last = 0;
  let isRepeated = false;
  let points = 0;
  for (const character of word) {
    if (points++ === MAX_SHAPE_POINTS) break;
    const mark = shapeMark(character);
    if (mark === last && isRepeated) continue;
    isRepeated = mark === last;
    last = mark;
    hash = hashOn(hash, mark);
  }
  return hashEnd(hash);
}

const [UPPER, LOWER, DIGIT, OTHER] = [0x58, 0x78, 0x64, 0x70];

function shapeMark(character: string): number {
  const unit = character.charCodeAt(0);
  if (unit >= 0x61 && unit <= 0x7a) return LOWER;
  if (unit >= 0x41 && unit <= 0x5a) return UPPER;
  if (unit >= 0x30 && unit <= 0x39) return DIGIT;
  if (unit < 0x80) return ".-'&".includes(character) ? unit : OTHER;
  if (character === '’') return unit;
  if (/\p{Lu}/u.test(character)) return UPPER;
  if (/\p{L}/u.test(character)) return LOWER;
  return /[\p{Nd}\p{No}]/u.test(character) ? DIGIT : OTHER;
}
