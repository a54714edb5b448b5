/**
 * Gives the trainer the product's features of words: how a token is cut, and the rows, evidence and traits of
 * a word. Python starts this program with a file of tokens and reads its output. Python computes none of this
 * itself, so training sees the same features as the product.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { classKey } from '../../functions/extract/tagger/features/classes.ts';
import { evidenceColumns, readEvidence } from '../../functions/extract/tagger/features/evidence.ts';
import { traitsOf } from '../../functions/extract/tagger/features/flags.ts';
import { COLUMNS, fillRows, normalise } from '../../functions/extract/tagger/features/rows.ts';
import { createWordReader, wordAt } from '../../functions/extract/tagger/words/sentences.ts';

/** `tokens` are cut into words; `words` are words already, and need no other spellings. */
const Input = z.object({ tokens: z.array(z.string()), words: z.array(z.string()) });

const [source = '', target = ''] = process.argv.slice(2);
const { tokens, words: others } = Input.parse(JSON.parse(readFileSync(source, 'utf8')));

const numbers = new Map<string, number>();
const words: string[] = [];

function numberOf(word: string): number {
  const known = numbers.get(word);
  if (known !== undefined) return known;
  numbers.set(word, words.length);
  return words.push(word) - 1;
}

const read = createWordReader();
const cuts = tokens.map((token) => {
  const found = read(token);
  // Only the neighbours distinguish a lone dash from a hyphen. The trainer knows them.
  if (found.count === 1) return [numberOf(token.trim())];
  return Array.from({ length: found.count }, (_, i) => numberOf(wordAt(found, i)));
});
const seen = words.length;
/** In upper case, in lower case, and capitalised: the spellings of headlines. */
const spellings = words.slice(0, seen).map((word) => {
  const first = String.fromCodePoint(word.codePointAt(0) ?? 0);
  return [word.toUpperCase(), word.toLowerCase(), first.toUpperCase() + word.slice(first.length)].map(
    numberOf,
  );
});
for (const word of others) numberOf(word);

/**
 * Rows without the word's own; evidence, class key, traits; the number of the word in lower case, or -1.
 */
const EXTRA = 4;
const width = COLUMNS - 1 + EXTRA;
const evidenceOf = readEvidence();
const table = new Int32Array(words.length * width);
const rows = new Int32Array(COLUMNS);
for (const [i, word] of words.entries()) {
  // Every word is described as a known one; the trainer decides which are.
  fillRows(word, normalise(word), 1, rows);
  const lower = numbers.get(word.toLowerCase()) ?? -1;
  table.set(
    [...rows.subarray(1), evidenceOf(word), classKey(normalise(word)), traitsOf(word), lower],
    i * width,
  );
}
writeFileSync(`${target}.i32`, table);
writeFileSync(
  `${target}.json`,
  JSON.stringify({ words, normal: words.map(normalise), cuts, spellings, width, evidence: evidenceColumns }),
);
