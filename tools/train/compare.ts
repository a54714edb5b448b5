/**
 * Decides whether an exported file finds the same names as the trained network. The product reads the file
 * and scores the same sentences. The scores differ by the rounding to 8 bits. Rules about the article follow
 * the network and are left out on both sides.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { createArticleReader, type TaggerArticle } from '../../functions/extract/tagger/article.ts';
import { LABELS } from '../../functions/extract/tagger/decoding/labels.ts';
import { makePlainMachine } from '../../functions/extract/tagger/kernel/plain.ts';
import { makeSimdMachine } from '../../functions/extract/tagger/kernel/simd.ts';
import { namesOf } from '../../functions/extract/tagger/mentions/names.ts';
import { buildNetwork, SCORES } from '../../functions/extract/tagger/network/network.ts';
import { openWeights } from '../../functions/extract/tagger/network/weights.ts';
import { wordAt } from '../../functions/extract/tagger/words/sentences.ts';

/** A document as the trainer scored it: one line of its file. */
const NetworkScores = z.array(
  z.object({
    words: z.array(z.string()),
    labels: z.array(z.int()),
    scores: z.array(z.array(z.number())),
  }),
);
type NetworkScores = Readonly<z.infer<typeof NetworkScores>>;

export interface Comparison {
  readonly documents: number;
  /** Documents that the product cuts into other words or sentences than the set; they are not compared. */
  readonly cutOtherwise: number;
  readonly words: number;
  /** F1 of names, in percent. */
  readonly trainerF1: number;
  readonly fileF1: number;
  /** Differences of label scores, which range from -10 to 10. */
  readonly meanDifference: number;
  readonly largestDifference: number;
}

const OPTIONS = { slots: 16_384, windowWords: 4_096 } as const;
/** How sure the trainer has to be of the labels that stand for the gold. */
const CERTAIN = 100;

/**
 * Compares a weights file with the network that it was written from.
 * @param reference documents with the trainer's scores, a JSON array a line
 */
export function compareWithTrainer(weights: string, reference: string): Comparison {
  const network = buildNetwork(
    openWeights(weights),
    (bytes) => makeSimdMachine(bytes) ?? makePlainMachine(bytes),
    OPTIONS,
  );
  const readArticle = createArticleReader(network.encode, OPTIONS);
  const lines = readFileSync(reference, 'utf8').split('\n').filter(Boolean);
  const sums = { documents: lines.length, cutOtherwise: 0, words: 0, difference: 0, largest: 0 };
  const trainer = { right: 0, total: 0 };
  const file = { right: 0, total: 0 };
  for (const line of lines) {
    const document = NetworkScores.parse(JSON.parse(line));
    const article = readArticle(document.map(({ words }) => textOf(words)).join('\n\n'));
    if (!isCutAlike(article, document)) {
      sums.cutOtherwise++;
      continue;
    }
    article.wanted.fill(1, 0, article.count);
    const found = network.run(article);
    const expected = scoresOf(document.flatMap(({ scores }) => scores));
    for (let i = 0; i < SCORES * article.count; i++) {
      if (i % SCORES >= LABELS) continue;
      const difference = Math.abs((found[i] ?? 0) - (expected[i] ?? 0));
      sums.difference += difference;
      sums.largest = Math.max(sums.largest, difference);
    }
    sums.words += article.count;
    const gold = namesIn(
      article,
      scoresOf(document.flatMap(({ labels }) => labels).map((label) => certain(label))),
    );
    count(file, gold, namesIn(article, found));
    count(trainer, gold, namesIn(article, expected));
  }
  return {
    documents: sums.documents,
    cutOtherwise: sums.cutOtherwise,
    words: sums.words,
    trainerF1: f1Of(trainer),
    fileF1: f1Of(file),
    meanDifference: sums.difference / Math.max(1, sums.words * LABELS),
    largestDifference: sums.largest,
  };
}

const END = /^[.?!…]+$/;
const CLOSING = /^["'”’)\]»]$/;
const HYPHEN = /^[-–]$/;

/** Joins words as in print: no space around hyphens, nor between an end mark and the mark that closes. */
function textOf(words: readonly string[]): string {
  return words.reduce((text, word, i) => {
    const before = words[i - 1] ?? '';
    const isJoined = HYPHEN.test(word) || HYPHEN.test(before) || (CLOSING.test(word) && END.test(before));
    return i === 0 || isJoined ? text + word : `${text} ${word}`;
  }, '');
}

/** Whether the product reads the same words and sentences from the text. */
function isCutAlike({ words, count }: TaggerArticle, document: NetworkScores): boolean {
  const expected = document.flatMap(({ words: sentence }) => sentence);
  let end = 0;
  const ends = document.map(({ words: sentence }) => {
    end += sentence.length;
    return end;
  });
  return (
    count === expected.length &&
    expected.every((word, i) => wordAt(words, i) === word) &&
    ends.every((one, i) => words.sentenceEnds[i] === one)
  );
}

function scoresOf(rows: readonly (readonly number[])[]): Float32Array {
  const scores = new Float32Array(SCORES * rows.length);
  for (const [i, row] of rows.entries()) scores.set(row.slice(0, LABELS), SCORES * i);
  return scores;
}

function certain(label: number): number[] {
  return Array.from({ length: LABELS }, (_, other) => (other === label ? CERTAIN : 0));
}

function namesIn(article: TaggerArticle, scores: Float32Array): Set<string> {
  return new Set(namesOf(article, scores).map(({ type, first, after }) => `${type} ${first} ${after}`));
}

interface AgreementTally {
  right: number;
  /** Names found and names of the gold. */
  total: number;
}

function count(tally: AgreementTally, gold: ReadonlySet<string>, found: ReadonlySet<string>): void {
  tally.right += [...found].filter((name) => gold.has(name)).length;
  tally.total += found.size + gold.size;
}

function f1Of({ right, total }: AgreementTally): number {
  return (200 * right) / Math.max(1, total);
}
