/**
 * Reads the training corpora into articles like those of the pipeline: running text with gold spans. The tagger then sees in training
 * exactly what it sees at work: the same tokeniser, sentence splitter and whole-text evidence.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EntityType } from '../../functions/common/domain/post.ts';

export interface GoldSpan {
  /** Undefined where the corpus marks a name of a kind that is not extracted or whose annotation is not to be trusted. */
  readonly type: EntityType | undefined;
  readonly start: number;
  readonly end: number;
}

export interface TrainingArticle {
  readonly corpus: string;
  readonly text: string;
  readonly spans: readonly GoldSpan[];
}

interface TaggedToken {
  readonly text: string;
  readonly tag: string;
}

type Sentence = readonly TaggedToken[];

const types: Readonly<Record<string, EntityType>> = {
  PER: 'person',
  person: 'person',
  LOC: 'place',
  location: 'place',
  ORG: 'organization',
  corporation: 'organization',
  group: 'organization',
};

interface CorpusFile {
  readonly corpus: string;
  readonly file: string;
  /** Columns of token and tag; -1 counts from the end. */
  readonly columns: readonly [token: number, tag: number];
  readonly separator: RegExp;
  /** Sentences of one document stand on lines of their own. */
  readonly documents: 'docstart' | 'newdoc' | 'sentences';
}

const files: readonly CorpusFile[] = [
  { corpus: 'wikigold', file: 'wikigold.conll', columns: [0, 1], separator: / /, documents: 'docstart' },
  { corpus: 'gum', file: 'gum.conll', columns: [0, 1], separator: / /, documents: 'docstart' },
  { corpus: 'ewt', file: 'uner-ewt-dev.iob2', columns: [1, 2], separator: /\t/, documents: 'newdoc' },
  { corpus: 'ewt', file: 'uner-ewt-test.iob2', columns: [1, 2], separator: /\t/, documents: 'newdoc' },
  { corpus: 'wnut', file: 'wnut17-train.conll', columns: [0, 1], separator: /\t/, documents: 'sentences' },
  { corpus: 'wnut', file: 'wnut17-dev.conll', columns: [0, 1], separator: /\t/, documents: 'sentences' },
  { corpus: 'wnut', file: 'wnut17-test.conll', columns: [0, 1], separator: /\t/, documents: 'sentences' },
  { corpus: 'btc', file: 'btc.conll', columns: [0, 1], separator: /\t/, documents: 'sentences' },
];

/** Sentences put into one paragraph where the corpus does not say where paragraphs end. */
const SENTENCES_A_PARAGRAPH = 3;

/** Reads all corpora in `folder`, in a fixed order. */
export function readCorpora(folder: string): TrainingArticle[] {
  return files.flatMap((file) =>
    documentsOf(readFileSync(join(folder, file.file), 'utf8'), file).map((sentences) =>
      articleOf(file.corpus, sentences),
    ),
  );
}

function documentsOf(content: string, file: CorpusFile): Sentence[][] {
  const documents: Sentence[][] = [];
  let sentences: Sentence[] = [];
  let tokens: TaggedToken[] = [];
  const endSentence = (): void => {
    if (tokens.length > 0) sentences.push(tokens);
    tokens = [];
    if (file.documents === 'sentences') endDocument();
  };
  const endDocument = (): void => {
    if (sentences.length > 0) documents.push(sentences);
    sentences = [];
  };
  for (const line of content.split(/\r?\n/)) {
    if (line.trim() === '') endSentence();
    else if (line.startsWith('-DOCSTART-') || line.startsWith('# newdoc')) {
      endSentence();
      endDocument();
    } else if (!/^# \w+ =/.test(line)) {
      const fields = line.split(file.separator);
      const text = fields.at(file.columns[0]) ?? '';
      const tag = fields.at(file.columns[1]) ?? 'O';
      if (text !== '') tokens.push({ text, tag });
    }
  }
  endSentence();
  endDocument();
  return documents;
}

function articleOf(corpus: string, sentences: readonly Sentence[]): TrainingArticle {
  let text = '';
  const spans: GoldSpan[] = [];
  for (const [number, sentence] of sentences.entries()) {
    if (number > 0) text += number % SENTENCES_A_PARAGRAPH === 0 ? '\n\n' : ' ';
    let type: string | undefined;
    let start = 0;
    let end = 0;
    const close = (): void => {
      if (type !== undefined) spans.push(goldSpan(text, type, start, end));
      type = undefined;
    };
    const glue = gluing(sentence.map((token) => token.text));
    for (const [i, token] of sentence.entries()) {
      if (i > 0 && !glue[i]) text += ' ';
      const at = text.length;
      const label = token.tag.length > 2 ? token.tag.slice(2) : undefined;
      if (label === undefined || label !== type || token.tag.startsWith('B-')) {
        close();
        type = label;
        start = at;
      }
      text += token.text === '@' && label !== undefined ? '' : token.text;
      end = text.length;
    }
    close();
  }
  return { corpus, text, spans: spans.filter(({ start, end }) => end > start) };
}

/** For each token whether it is written without a space before it. */
function gluing(tokens: readonly string[]): boolean[] {
  let quoteIsOpen = false;
  let glueNext = false;
  return tokens.map((token, i) => {
    let glue = glueNext;
    glueNext = false;
    if (/^(?:[.,;:!?%)\]}…”’]|'s|’s|n't|n’t|'re|'ve|'ll|'d|'m|'|\.\.\.)$/i.test(token)) glue = true;
    if (/^[([{“‘$£€@#]$/.test(token)) glueNext = true;
    if (token === '"') {
      if (quoteIsOpen) glue = true;
      else glueNext = true;
      quoteIsOpen = !quoteIsOpen;
    }
    const isHyphen = token === '-' || token === '–' || token === '/';
    if (isHyphen && isWord(tokens[i - 1]) && isWord(tokens[i + 1])) {
      glue = true;
      glueNext = true;
    }
    return glue;
  });
}

function isWord(token: string | undefined): boolean {
  return token !== undefined && /^[\p{L}\p{N}]/u.test(token);
}

const HONORIFIC =
  /^(?:(?:the|mr|mrs|ms|miss|dr|prof|professor|sir|president|sen|senator|rep|gov|governor|king|queen|prince|princess|pope|gen|general|col|capt|captain|judge|justice|minister|secretary|lord|lady|rev|reverend)\b\.?\s+)+(?=\S)/iu;
const PERSON_WORDS =
  /^(?:\p{Lu}|(?:de|van|von|der|den|bin|ibn|al|el|la|le|da|dos|di|du|del|of|the|’s|'s)\b|[-.’'“”"(])/u;

/** Brings a span to the conventions of newswire: no article, no honorific, no possessive ending. */
function goldSpan(text: string, label: string, from: number, to: number): GoldSpan {
  let start = from;
  let end = to;
  const type = types[label];
  const written = text.slice(start, end);
  const head = (type === 'person' ? HONORIFIC : /^the\s+(?=\S)/i).exec(written);
  if (head !== null) start += head[0].length;
  const tail = /(?:['’]s?|[.,])$/.exec(text.slice(start, end));
  if (
    tail !== null &&
    end - start > tail[0].length + 1 &&
    !/\.\p{L}?\.$|\b(?:Inc|Ltd|Co|Corp|Jr|Sr)\.$/u.test(written)
  )
    end -= tail[0].length;
  const name = text.slice(start, end);
  const trusted =
    type !== 'person' ||
    (name.split(/\s+/).every((word) => PERSON_WORDS.test(word)) &&
      !/\bof the\b|\bprize\b|\baward\b/i.test(name));
  return { type: trusted ? type : undefined, start, end };
}
