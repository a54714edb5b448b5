/**
 * Reads annotated words in columns (CoNLL, IOB): a word and its label a line, an empty line after a sentence,
 * `-DOCSTART-` before a document. The words are joined to a text as in print, because an extractor reads
 * printed text.
 */
import type { EntityType } from '../../functions/common/domain/post.ts';
import type { AnnotatedArticle } from './evaluate.ts';

/** Maps the types of the usual data sets. Other types are kept unchanged, and explain errors. */
const TYPES: Readonly<Record<string, EntityType>> = {
  per: 'person',
  loc: 'place',
  location: 'place',
  gpe: 'place',
  org: 'organization',
  corporation: 'organization',
  group: 'organization',
};

const DOCUMENT = '-DOCSTART-';
/** No space separates these from the previous word. */
const CLOSING = /^(?:[.,;:?!%)\]}”’…]+|['’](?:s|re|ve|ll|d|m)|n['’]t)$/i;
/** No space separates these from the next word. */
const OPENING = /^[([{“‘$£€#]+$/;
/** Joins the words around it. */
const HYPHEN = '-';

interface Open {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The documents of a file: each a text of one line a sentence.
 * @param column of the label, counted from 0; by default the second
 */
export function readConll(file: string, column = 1): AnnotatedArticle[] {
  const documents: AnnotatedArticle[] = [];
  let text = '';
  let names: Open[] = [];
  let open: Open | undefined;
  let glue = '';
  let quotes = 0;

  const closeName = (): void => {
    if (open !== undefined) names.push(open);
    open = undefined;
  };
  const closeDocument = (): void => {
    closeName();
    const entities = names.map((name) => ({ ...name, text: text.slice(name.start, name.end) }));
    if (text !== '') documents.push({ content: text, entities });
    text = '';
    names = [];
    glue = '';
  };

  for (const line of file.split('\n')) {
    const fields = line.trimEnd().split(/\t| (?=[BIO](?:-|$))/);
    const [word = ''] = fields;
    if (word === DOCUMENT) {
      closeDocument();
    } else if (word === '') {
      closeName();
      glue = text === '' ? '' : '\n';
      quotes = 0;
    } else {
      const isQuote = word === '"';
      if (isQuote) quotes++;
      const isClosing = word === HYPHEN || CLOSING.test(word) || (isQuote && quotes % 2 === 0);
      if (!isClosing || glue === '\n') text += glue;
      const start = text.length;
      text += word;
      glue = word === HYPHEN || OPENING.test(word) || (isQuote && quotes % 2 === 1) ? '' : ' ';
      const [prefix = 'O', kind = ''] = (fields[column] ?? 'O').split(/-(.*)/);
      const type = TYPES[kind.toLowerCase()] ?? kind.toLowerCase();
      if (prefix === 'O') closeName();
      else if (prefix === 'I' && open?.type === type) open = { ...open, end: text.length };
      else {
        closeName();
        open = { type, start, end: text.length };
      }
    }
  }
  closeDocument();
  return documents;
}
