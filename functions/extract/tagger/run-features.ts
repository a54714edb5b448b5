/** Features of the run that a token stands in, and of where in it. What the tokens of a run share is read once a run. */
import type { TaggedDocument } from './document.ts';
import type { Gazetteer } from './gazetteer.ts';
import { pair } from './hash.ts';
import { acronymOf } from './initials.ts';
import { add, NOTHING, type Rows } from './rows.ts';
import type { Word } from './words.ts';

/** What the tokens of a run share. */
export interface Run {
  readonly document: TaggedDocument;
  readonly start: number;
  readonly end: number;
  readonly first: Word;
  readonly last: Word;
  /** The words around it in its sentence: the one before and the one before that, the one after and the one after that. */
  readonly before: Word | undefined;
  readonly beforeThat: Word | undefined;
  readonly after: Word | undefined;
  readonly afterThat: Word | undefined;
  /** The roles of all its words. */
  readonly roles: number;
  /** The kind of its sentence. */
  readonly kind: number;
  /** Hash of the run's words, and of their shapes. */
  readonly words: number;
  readonly shapes: number;
  /** Whether brackets with the run's initials follow: 1, or other capitals: 2; whether it is itself such brackets: 3, 4. */
  readonly acronym: number;
  /** For each token: lists of the longest listed name of several words it stands in, and its position there; 0 for none. */
  readonly phrases: Int32Array;
}

/** Reads what the tokens of a document's run share. */
export function readRun(document: TaggedDocument, index: number, gazetteer: Gazetteer): Run {
  const { words, sentences, kinds } = document;
  const start = document.runStarts[index] as number;
  const end = document.runEnds[index] as number;
  const sentence = sentences[start] as number;
  const wordAt = (token: number): Word | undefined =>
    sentences[token] === sentence ? words[token] : undefined;
  let roles = 0;
  let hash = 0;
  let shapes = 0;
  for (let i = start; i < end; i++) {
    const { lexeme, shape } = words[i] as Word;
    roles |= lexeme.roles;
    hash = pair(hash, lexeme.hash);
    shapes = pair(shapes, shape);
  }
  return {
    document,
    start,
    end,
    first: words[start] as Word,
    last: words[end - 1] as Word,
    before: wordAt(start - 1),
    beforeThat: wordAt(start - 2),
    after: wordAt(end),
    afterThat: wordAt(end + 1),
    roles,
    kind: kinds[sentence] as number,
    words: hash,
    shapes,
    acronym: acronymOf(document, start, end),
    phrases: phrasesOf(document, start, end, gazetteer),
  };
}

/** Names of several words are looked up to this many words. */
const MAX_PHRASE = 5;

function phrasesOf({ words }: TaggedDocument, start: number, end: number, gazetteer: Gazetteer): Int32Array {
  const phrases = new Int32Array(end - start);
  for (let i = start; i < end; i++) {
    if (phrases[i - start] !== 0) continue;
    let hash = (words[i] as Word).lexeme.folded;
    let found = 0;
    let foundLists = 0;
    for (let size = 2; size <= MAX_PHRASE && i + size <= end; size++) {
      hash = pair(hash, (words[i + size - 1] as Word).lexeme.folded);
      const lists = gazetteer.listsOf(hash);
      if (lists !== 0) {
        found = size;
        foundLists = lists;
      }
    }
    for (let k = 0; k < found; k++) {
      phrases[i - start + k] = (foundLists << 3) | (k === 0 ? 1 : k === found - 1 ? 2 : 3);
    }
  }
  return phrases;
}

/** Adds the rows of a token's place in its run: templates 50 to 68 and 74 to 77. */
export function addRun(run: Run, token: number, rows: Rows): void {
  const { first, last } = run;
  const { shape, lexeme } = run.document.words[token] as Word;
  const { lists } = lexeme;
  const position = token - run.start;
  const fromEnd = run.end - 1 - token;
  const nearStart = Math.min(position, 3);
  const nearEnd = Math.min(fromEnd, 3);
  const place = pair(nearStart, nearEnd);
  const beforeHash = run.before?.lexeme.hash ?? NOTHING;
  const beforeThatHash = run.beforeThat?.lexeme.hash ?? NOTHING;
  const afterHash = run.after?.lexeme.hash ?? NOTHING;
  const afterThatHash = run.afterThat?.lexeme.hash ?? NOTHING;
  add(rows, 50, place);
  add(rows, 51, pair(place, shape));
  add(rows, 52, pair(beforeHash, nearStart));
  add(rows, 53, pair(afterHash, nearEnd));
  add(rows, 54, pair(last.lexeme.hash, fromEnd === 0 ? 1 : 0));
  add(rows, 55, pair(first.lexeme.hash, position === 0 ? 1 : 0));
  add(rows, 56, pair(run.roles, 3));
  add(rows, 57, pair(last.lexeme.roles, Math.min(fromEnd, 2)));
  add(rows, 58, pair(first.lexeme.lists, nearStart));
  add(rows, 59, pair(last.lexeme.lists, nearEnd));
  add(rows, 60, pair(place, lists));
  add(rows, 61, pair(run.before?.lexeme.roles ?? NOTHING, nearStart));
  add(rows, 62, pair(run.after?.lexeme.roles ?? NOTHING, nearEnd));
  add(rows, 63, pair(run.words, place));
  add(rows, 64, pair(run.shapes, place));
  add(rows, 67, pair(run.acronym, Math.min(run.end - run.start, 4)));
  add(rows, 68, pair(run.acronym, shape));
  add(rows, 74, pair(pair(beforeThatHash, beforeHash), nearStart));
  add(rows, 75, pair(pair(afterHash, afterThatHash), nearEnd));
  add(rows, 76, pair(beforeHash, afterHash));
  add(rows, 77, pair(beforeHash, shape));
  const phrase = run.phrases[position] as number;
  if (phrase !== 0) {
    add(rows, 65, phrase);
    add(rows, 66, pair(phrase, shape));
  }
}
