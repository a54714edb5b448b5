/** Trains the model from its sources. Everything is seeded: the same sources give the same bytes. */
import { readGazetteer } from '../../functions/extract/tagger/gazetteer.ts';
import { LABELS } from '../../functions/extract/tagger/labels.ts';
import { type Layer, writeModel } from '../../functions/extract/tagger/model.ts';
import { ROW_BITS } from '../../functions/extract/tagger/rows.ts';
import { createVocabulary } from '../../functions/extract/tagger/words.ts';
import type { TrainingArticle } from './corpora.ts';
import { examplesOf } from './examples.ts';
import { train } from './perceptron.ts';
import { quantise } from './quantise.ts';
import { seeded } from './random.ts';

/** Settings, chosen by leaving one corpus out at a time. */
export interface Settings {
  readonly seed: number;
  /** Perceptrons trained in other orders and with other features left out, whose weights are added up. */
  readonly voters: number;
  readonly epochs: number;
  readonly dropout: number;
  /** Steps a unit of weight. */
  readonly scale: number;
  /** Weights of fewer steps are not shipped. */
  readonly least: number;
}

export const settings: Settings = { seed: 1, voters: 3, epochs: 4, dropout: 0.3, scale: 8, least: 2 };

/** Trains the weights. */
export function trainLayer(
  articles: readonly TrainingArticle[],
  gazetteerBytes: Uint8Array,
  { seed, voters, epochs, dropout, scale, least }: Settings,
  log: (line: string) => void,
): Layer {
  const gazetteer = readGazetteer(gazetteerBytes);
  const vocabulary = createVocabulary(gazetteer);
  const examples = articles.flatMap((article) => examplesOf(article, vocabulary, gazetteer));
  log(`learning from ${examples.length} runs in ${articles.length} articles`);
  const total = {
    emissions: new Float64Array(LABELS << ROW_BITS),
    transitions: new Float64Array(LABELS * LABELS),
  };
  for (let voter = 0; voter < voters; voter++) {
    const weights = train(examples, { rowBits: ROW_BITS, epochs, dropout, random: seeded(seed + voter) });
    for (const [i, weight] of weights.emissions.entries()) add(total.emissions, i, weight / voters);
    for (const [i, weight] of weights.transitions.entries()) add(total.transitions, i, weight / voters);
    log(`perceptron ${voter + 1} of ${voters} trained`);
  }
  return quantise(total, ROW_BITS, scale, least);
}

/** Trains the model and gives the bytes of its file. */
export function trainModel(
  articles: readonly TrainingArticle[],
  gazetteer: Uint8Array,
  log: (line: string) => void,
): Uint8Array {
  return writeModel(gazetteer, trainLayer(articles, gazetteer, settings, log));
}

function add(to: Float64Array, at: number, amount: number): void {
  to[at] = (to[at] as number) + amount;
}
