/** Turns articles into what the perceptron learns from: for each run of tokens its rows and gold labels. */
import { entityTypes } from '../../functions/common/domain/post.ts';
import { readDocument, type TaggedDocument } from '../../functions/extract/tagger/document.ts';
import { fillRowsOfPlace, rowsOfWord } from '../../functions/extract/tagger/features.ts';
import type { Gazetteer } from '../../functions/extract/tagger/gazetteer.ts';
import { labelOf, OUTSIDE, Position } from '../../functions/extract/tagger/labels.ts';
import { createRows } from '../../functions/extract/tagger/rows.ts';
import { readRun } from '../../functions/extract/tagger/run-features.ts';
import type { Vocabulary, Word } from '../../functions/extract/tagger/words.ts';
import type { GoldSpan, TrainingArticle } from './corpora.ts';

export interface Example {
  /** Rows of each token. */
  readonly rows: readonly Int32Array[];
  readonly labels: Uint8Array;
}

/** The examples of one article . */
export function examplesOf(
  article: TrainingArticle,
  vocabulary: Vocabulary,
  gazetteer: Gazetteer,
): Example[] {
  const document = readDocument(article.text, vocabulary);
  const place = createRows();
  return document.runStarts.flatMap((start, index): Example[] => {
    const labels = goldLabels(document, index, article);
    if (labels === undefined) return [];
    const run = readRun(document, index, gazetteer);
    const rows = Array.from(labels, (_, i) => {
      const word = document.words[start + i] as Word;
      word.rows ??= rowsOfWord(word);
      fillRowsOfPlace(place, run, start + i);
      const all = new Int32Array(word.rows.length + place.count);
      all.set(word.rows);
      all.set(place.values.subarray(0, place.count), word.rows.length);
      return all;
    });
    return [{ rows, labels }];
  });
}

/** Gold labels of a run; undefined where it touches a name that is not to be learnt from. */
function goldLabels(document: TaggedDocument, run: number, article: TrainingArticle): Uint8Array | undefined {
  const start = document.runStarts[run] as number;
  const end = document.runEnds[run] as number;
  const labels = new Uint8Array(end - start).fill(OUTSIDE);
  const from = document.starts[start] as number;
  const to = document.ends[end - 1] as number;
  for (const span of article.spans) {
    if (span.end <= from || span.start >= to) continue;
    if (span.type === undefined) {
      // The other corpora's untyped names are of kinds that are not extracted; GUM's are slips of its conversion.
      if (article.corpus === 'gum') return undefined;
      continue;
    }
    if (!mark(labels, document, start, span)) return undefined;
  }
  return labels;
}

function mark(labels: Uint8Array, document: TaggedDocument, start: number, span: GoldSpan): boolean {
  const inside = Array.from(labels.keys()).filter(
    (i) =>
      (document.starts[start + i] as number) < span.end && (document.ends[start + i] as number) > span.start,
  );
  const first = inside[0];
  const last = inside.at(-1);
  if (first === undefined || last === undefined || span.type === undefined) return true;
  const type = entityTypes.indexOf(span.type);
  for (const i of inside) {
    if (labels[i] !== OUTSIDE) return false;
    const position =
      first === last
        ? Position.unit
        : i === first
          ? Position.begin
          : i === last
            ? Position.last
            : Position.inside;
    labels[i] = labelOf(type, position);
  }
  return true;
}
