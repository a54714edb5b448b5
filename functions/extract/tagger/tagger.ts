/**
 * The tagger: finds the people, places and organizations of a text. Compromise cuts the text into words and tags each; a structured
 * perceptron decides in runs of capital words which are names; what the article shows elsewhere of the same words weighs in.
 */
import { readFileSync } from 'node:fs';
import type { Mention } from '../../common/domain/post.ts';
import { withAcronyms } from './acronyms.ts';
import { readDocument } from './document.ts';
import { favourSurnames, pool } from './memory.ts';
import { mentionsOf } from './mentions.ts';
import { type Model, readModel } from './model.ts';
import { labelRuns, scoreTokens } from './score.ts';
import { createVocabulary } from './words.ts';

/** A tagger with a model and a memory of words of its own. */
export function createTagger(model: Model): (text: string) => Mention[] {
  const vocabulary = createVocabulary(model.gazetteer);

  return (text) => {
    vocabulary.tidy();
    const document = readDocument(text, vocabulary);
    if (document.runStarts.length === 0) return [];
    const scores = scoreTokens(document, model);
    pool(document, scores);
    favourSurnames(document, labelRuns(document, scores, model.layer), scores);
    const mentions = mentionsOf(text, document, labelRuns(document, scores, model.layer), model.gazetteer);
    return withAcronyms(text, document, mentions);
  };
}

let shipped: ((text: string) => Mention[]) | undefined;

/**
 * Finds the names of a text with the shipped model: a pure function, the same in every process and on every machine.
 * @param text the content of a post, any string
 * @returns mentions in order, none overlapping another; `text.slice(start, end)` is a mention's text
 */
export function extractWithTagger(text: string): Mention[] {
  shipped ??= createTagger(readModel(readFileSync(new URL('./model.bin', import.meta.url))));
  return shipped(text);
}
