/**
 * What compromise knows: its tokeniser, and the tags its lexicon and first tagger give a word. The tags are those of the word by
 * itself, so they can be remembered by word; what the neighbours say is for the tagger's weights to decide. Compromise's
 * rule-based second tagger and its chunker, most of its time, do not run.
 */
import nlp from 'compromise/two';

/** Where a word stands within its term, in UTF-16 code units. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

interface Tokenizer {
  splitSentences(text: string, world: object): string[];
  splitTerms(sentence: string, model: object): string[];
  splitWhitespace(term: string, model: object): { readonly text: string; readonly pre: string };
}

interface Methods {
  readonly one: { readonly tokenize: Tokenizer };
}

const world = nlp.world();
const model = nlp.model();
const { tokenize } = (nlp.methods() as Methods).one;

/** The sentences of a text; together they are the text. */
export function splitSentences(text: string): string[] {
  return tokenize.splitSentences(text, world);
}

/** The terms of a sentence with the punctuation and white space around them; together they are the sentence. */
export function splitTerms(sentence: string): string[] {
  return tokenize.splitTerms(sentence, model);
}

/** Where the word stands within a term. */
export function wordExtent(term: string): Extent {
  const { text, pre } = tokenize.splitWhitespace(term, model);
  const start = term.startsWith(text, pre.length) ? pre.length : Math.max(0, term.indexOf(text));
  return { start, end: start + text.length };
}

/**
 * The tags of each word taken by itself, sorted and joined by commas.
 * @param words in lower case
 */
export function tagsOf(words: readonly string[]): string[] {
  const view = nlp.tokenize('');
  view.document = words.map((word) => [
    { text: word, normal: word, pre: '', post: '', tags: new Set<string>() },
  ]);
  view.compute(['freeze', 'lexicon', 'preTagger']);
  return view.docs.map((terms) => [...(terms[0]?.tags ?? [])].sort().join());
}
