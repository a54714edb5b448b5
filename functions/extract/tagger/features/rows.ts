/**
 * Which rows of the weight tables a word has. A known word has its own row. Every word has rows by the hashes
 * of its beginning, its end, its shape and its trigrams, so an unknown word has a vector too. The trainer
 * computes the same rows with this file.
 */
import { hashUnits } from './hash.ts';

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

/**
 * Fills `rows` with the word's rows, `COLUMNS` of them.
 * @param known row of a normalised word among the known ones, counted from 1; 0 for an unknown word
 * @returns the number of trigrams; their rows come last, the places after them hold `NO_TRIGRAM`
 */
export function fillRows(word: string, known: (normalised: string) => number, rows: Int32Array): number {
  const lower = normalise(word);
  const row = known(lower);
  rows[Column.word] = row;
  const hashed = Math.min(MAX_HASHED, word.length);
  const spelling = (seed: number): number =>
    row === 0 ? 0 : 1 + (hashUnits(word, 0, hashed, seed) & (tableRows.spelling - 1));
  rows[Column.spelling1] = spelling(Seed.spelling1);
  rows[Column.spelling2] = spelling(Seed.spelling2);
  const end = Math.min(MAX_HASHED, lower.length);
  const suffix = (length: number, seed: number): number =>
    hashUnits(lower, Math.max(0, end - length), end, seed);
  rows[Column.prefix] = hashUnits(lower, 0, Math.min(3, end), Seed.prefix) & (tableRows.prefix - 1);
  rows[Column.suffix3] = suffix(3, Seed.suffix3) & (tableRows.suffix3 - 1);
  rows[Column.suffix2] = suffix(2, Seed.suffix2) & (tableRows.suffix2 - 1);
  rows[Column.suffix4] = suffix(4, Seed.suffix4) & (tableRows.suffix4 - 1);
  const shape = shapeOf(word);
  rows[Column.shape] = hashUnits(shape, 0, shape.length, Seed.shape) & (tableRows.shape - 1);
  return fillTrigrams(lower, rows);
}

function fillTrigrams(lower: string, rows: Int32Array): number {
  const framed = `<${firstPoints(lower, MAX_TRIGRAM_POINTS)}>`;
  const count = Math.min(MAX_TRIGRAMS, Math.min(MAX_HASHED, framed.length) - 2);
  for (let i = 0; i < MAX_TRIGRAMS; i++) {
    rows[Column.trigrams + i] =
      i < count ? hashUnits(framed, i, i + 3, Seed.trigram) & (tableRows.trigram - 1) : NO_TRIGRAM;
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
 * The word's first characters as X (upper case), x (other letter), d (digit), themselves or p, no more than
 * two alike in a row.
 */
export function shapeOf(word: string): string {
  let shape = '';
  let points = 0;
  for (const character of word) {
    if (points++ === MAX_SHAPE_POINTS) break;
    const mark = shapeMark(character);
    if (!shape.endsWith(mark + mark)) shape += mark;
  }
  return shape;
}

function shapeMark(character: string): string {
  const unit = character.charCodeAt(0);
  if (unit >= 0x61 && unit <= 0x7a) return 'x';
  if (unit >= 0x41 && unit <= 0x5a) return 'X';
  if (unit >= 0x30 && unit <= 0x39) return 'd';
  if (unit < 0x80) return ".-'&".includes(character) ? character : 'p';
  if (character === '’') return character;
  if (/\p{Lu}/u.test(character)) return 'X';
  if (/\p{L}/u.test(character)) return 'x';
  return /[\p{Nd}\p{No}]/u.test(character) ? 'd' : 'p';
}
