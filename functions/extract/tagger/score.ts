/** Scores and labels the runs of a document. */
import type { TaggedDocument } from './document.ts';
import { fillRowsOfPlace, rowsOfWord } from './features.ts';
import { LABELS } from './labels.ts';
import type { Layer, Model } from './model.ts';
import { createRows } from './rows.ts';
import { readRun } from './run-features.ts';
import { bestLabels, MAX_RUN } from './viterbi.ts';
import type { Word } from './words.ts';

const rows = createRows();
const emissions = new Float64Array(MAX_RUN * LABELS);
const labels = new Uint8Array(MAX_RUN);

/**
 * The score of every label for every token that stands in a run; those of other tokens stay 0.
 * @returns `LABELS` scores a token
 */
export function scoreTokens(document: TaggedDocument, { gazetteer, layer }: Model): Int32Array {
  const scores = new Int32Array(document.words.length * LABELS);
  for (let index = 0; index < document.runStarts.length; index++) {
    const run = readRun(document, index, gazetteer);
    for (let token = run.start; token < run.end; token++) {
      const word = document.words[token] as Word;
      word.scores ??= scoresOfWord(word, layer);
      const own = word.scores;
      const base = token * LABELS;
      for (let label = 0; label < LABELS; label++) scores[base + label] = own[label] as number;
      fillRowsOfPlace(rows, run, token);
      addRows(scores, base, layer.emissions, rows.values, rows.count);
    }
  }
  return scores;
}

function scoresOfWord(word: Word, layer: Layer): Int32Array {
  const scores = new Int32Array(LABELS);
  const own = rowsOfWord(word);
  addRows(scores, 0, layer.emissions, own, own.length);
  return scores;
}

/** Adds the weights of the first `count` rows to the scores that begin at `base`. */
export function addRows(
  scores: Int32Array,
  base: number,
  weights: Int8Array,
  of: Int32Array,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const at = (of[i] as number) * LABELS;
    for (let label = 0; label < LABELS; label++) {
      scores[base + label] = (scores[base + label] as number) + (weights[at + label] as number);
    }
  }
}

/** The best labels of all tokens; outside where no run is. */
export function labelRuns(document: TaggedDocument, scores: Int32Array, layer: Layer): Uint8Array {
  const result = new Uint8Array(document.words.length);
  for (let run = 0; run < document.runStarts.length; run++) {
    const start = document.runStarts[run] as number;
    const length = (document.runEnds[run] as number) - start;
    const from = start * LABELS;
    for (let i = 0; i < length * LABELS; i++) emissions[i] = scores[from + i] as number;
    bestLabels(emissions, layer.transitions, length, labels);
    for (let i = 0; i < length; i++) result[start + i] = labels[i] as number;
  }
  return result;
}
