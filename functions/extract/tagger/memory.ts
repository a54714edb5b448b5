/**
 * Memory of the article: one name mostly has one type in one article (Gale, Church and Yarowsky 1992; Ratinov and Roth 2009,
 * section 5). Between the first labelling and the last, what each occurrence of a word scores for each type is drawn towards the mean
 * over all its occurrences in the article, so that "Kato" after "Mr" helps "Kato" where nothing else tells.
 */
import type { TaggedDocument } from './document.ts';
import { LABELS, labelOf, Position } from './labels.ts';
import type { Lexeme, Word } from './words.ts';

const TYPES = 3;
const PERSON = 0;

/** What a bare surname gains as a person where the article gives the full name, in steps of weight. Chosen by cross-validation. */
const SURNAME_BONUS = 96;

/** Lets bare surnames gain from the full names that the first labelling found. */
export function favourSurnames(document: TaggedDocument, labels: Uint8Array, scores: Int32Array): void {
  const { words, runStarts, runEnds } = document;
  const surnames = new Set<Lexeme>();
  for (let i = 1; i < labels.length; i++) {
    const label = labels[i] as number;
    if (label === labelOf(PERSON, Position.last)) surnames.add((words[i] as Word).lexeme);
  }
  if (surnames.size === 0) return;
  const unit = labelOf(PERSON, Position.unit);
  for (let run = 0; run < runStarts.length; run++) {
    for (let i = runStarts[run] as number; i < (runEnds[run] as number); i++) {
      const { lexeme, capital } = words[i] as Word;
      if (!capital || !surnames.has(lexeme) || lexeme.small > 0) continue;
      scores[i * LABELS + unit] = (scores[i * LABELS + unit] as number) + SURNAME_BONUS;
    }
  }
}

const LABELS_A_TYPE = 4;

/** How much an occurrence's own score weighs against one other's: with n others it is drawn to their mean by n / (n + this). */
const OWN_WEIGHT = 2;

/** Draws the scores of the occurrences of each word together. */
export function pool(document: TaggedDocument, scores: Int32Array): void {
  const { words, runStarts, runEnds } = document;
  for (let run = 0; run < runStarts.length; run++) {
    for (let i = runStarts[run] as number; i < (runEnds[run] as number); i++) {
      const word = words[i] as Word;
      if (word.capital) collect(word.lexeme, scores, i * LABELS);
    }
  }
  for (let run = 0; run < runStarts.length; run++) {
    for (let i = runStarts[run] as number; i < (runEnds[run] as number); i++) {
      const word = words[i] as Word;
      if (word.capital && word.lexeme.occurrences > 1) draw(word.lexeme, scores, i * LABELS);
    }
  }
}

function collect(lexeme: Lexeme, scores: Int32Array, base: number): void {
  lexeme.occurrences++;
  for (let type = 0; type < TYPES; type++) {
    lexeme.margins[type] = (lexeme.margins[type] as number) + margin(scores, base, type);
  }
}

function draw(lexeme: Lexeme, scores: Int32Array, base: number): void {
  const others = lexeme.occurrences - 1;
  const weight = others / (others + OWN_WEIGHT);
  for (let type = 0; type < TYPES; type++) {
    const own = margin(scores, base, type);
    const mean = ((lexeme.margins[type] as number) - own) / others;
    const shift = Math.round((mean - own) * weight);
    const from = base + 1 + type * LABELS_A_TYPE;
    for (let label = from; label < from + LABELS_A_TYPE; label++) {
      scores[label] = (scores[label] as number) + shift;
    }
  }
}

/** How much better the best label of a type scores than outside. */
function margin(scores: Int32Array, base: number, type: number): number {
  let best = -Infinity;
  const from = base + 1 + type * LABELS_A_TYPE;
  for (let label = from; label < from + LABELS_A_TYPE; label++)
    best = Math.max(best, scores[label] as number);
  return best - (scores[base] as number);
}
