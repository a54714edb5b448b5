/** Turns articles into what the perceptron learns from: for each run of tokens its rows and gold labels. */
import { entityTypes } from '../../common/post.ts';
import { readDocument, type TaggedDocument } from '../tagger/document.ts';
import { createFeaturizer, MAX_FEATURES, rowsOfWord } from '../tagger/features.ts';
import type { Gazetteer } from '../tagger/gazetteer.ts';
import { labelOf, OUTSIDE, Position } from '../tagger/labels.ts';
import type { Vocabulary, Word } from '../tagger/words.ts';
import type { TrainingArticle } from './corpora.ts';

export interface Example {
  /** Rows of each token, word's own and place's together. */
  readonly rows: readonly Int32Array[];
  readonly labels: Uint8Array;
}

/** Gold labels of a run; undefined where it touches a name that is not to be learnt from. */
export function goldLabels(
  document: TaggedDocument,
  run: number,
  spans: TrainingArticle['spans'],
  ignoreUntyped: boolean,
): Uint8Array | undefined {
  const start = document.runStarts[run] as number;
  const end = document.runEnds[run] as number;
  const labels = new Uint8Array(end - start).fill(OUTSIDE);
  const from = document.starts[start] as number;
  const to = document.ends[end - 1] as number;
  for (const span of spans) {
    if (span.end <= from || span.start >= to) continue;
    if (span.type === undefined) {
      if (ignoreUntyped) return undefined;
      continue;
    }
    let first = -1;
    let last = -1;
    for (let i = start; i < end; i++) {
      if ((document.starts[i] as number) < span.end && (document.ends[i] as number) > span.start) {
        if (first === -1) first = i;
        last = i;
      }
    }
    if (first === -1) continue;
    const type = entityTypes.indexOf(span.type);
    for (let i = first; i <= last; i++) {
      if (labels[i - start] !== OUTSIDE) return undefined;
      labels[i - start] = labelOf(
        type,
        first === last ? Position.unit : i === first ? Position.begin : i === last ? Position.last : Position.inside,
      );
    }
  }
  return labels;
}

/** The examples of one article. */
export function examplesOf(
  article: TrainingArticle,
  vocabulary: Vocabulary,
  gazetteer: Gazetteer,
): Example[] {
  const featurizer = createFeaturizer(gazetteer);
  const document = readDocument(article.text, vocabulary);
  const spans = [...article.spans].sort((a, b) => a.start - b.start);
  const buffer = new Int32Array(MAX_FEATURES);
  return document.runStarts.flatMap((start, run): Example[] => {
    const end = document.runEnds[run] as number;
    const labels = goldLabels(document, run, spans, article.corpus === 'gum');
    if (labels === undefined) return [];
    featurizer.enterRun(document, run);
    const rows: Int32Array[] = [];
    for (let i = start; i < end; i++) {
      const word = document.words[i] as Word;
      const own = (word.rows ??= rowsOfWord(word));
      const count = featurizer.rowsOf(document, i, buffer);
      const all = new Int32Array(own.length + count);
      all.set(own);
      all.set(buffer.subarray(0, count), own.length);
      rows.push(all);
    }
    return [{ rows, labels }];
  });
}
