/**
 * A text as tokens in flat arrays, with the runs in which names are looked for and what the text as a whole shows of its words: the
 * non-local evidence of Ratinov and Roth (2009), section 5.
 */
import { gatherCase, quieten } from './case.ts';
import { forEachChunk, unwrap } from './chunks.ts';
import { splitSentences, splitTerms } from './compromise-words.ts';
import { gatherEvidence } from './evidence.ts';
import { List } from './gazetteer.ts';
import { Role } from './roles.ts';
import { Shape } from './shape.ts';
import { Mark } from './terms.ts';
import { MAX_RUN } from './viterbi.ts';
import type { Vocabulary, Word } from './words.ts';

export interface TaggedDocument {
  /** The word of each token; capitals of a shouted sentence are already brought to the case the rest of the text suggests. */
  readonly words: Word[];
  readonly starts: number[];
  readonly ends: number[];
  /** Marks directly before and after each token. */
  readonly before: number[];
  readonly after: number[];
  /** Number of the sentence of each token. */
  readonly sentences: number[];
  /** The kind of each sentence. */
  readonly kinds: number[];
  /** First token of each run, and the token after its last. */
  readonly runStarts: number[];
  readonly runEnds: number[];
}

/** How a sentence is written. */
export const Kind = { plain: 0, title: 1, shouted: 2 } as const;

/** Marks that end a run: nothing of a name stands beyond them. */
export const BREAKS_AFTER = Mark.comma | Mark.colon | Mark.close | Mark.open | Mark.slash | Mark.dash;
const BREAKS_BEFORE = Mark.open | Mark.colon | Mark.slash | Mark.dash | Mark.close;
/** Connectors within a run: "Bank of the West" has two in a row. */
const MAX_CONNECTORS = 3;

/** Reads a text. */
export function readDocument(text: string, vocabulary: Vocabulary): TaggedDocument {
  const document: TaggedDocument = {
    words: [],
    starts: [],
    ends: [],
    before: [],
    after: [],
    sentences: [],
    kinds: [],
    runStarts: [],
    runEnds: [],
  };
  tokenize(unwrap(text, vocabulary.isOneName), document, vocabulary);
  vocabulary.tagNewWords();
  gatherCase(document);
  quieten(document, vocabulary);
  vocabulary.tagNewWords();
  findRuns(document);
  gatherEvidence(document);
  return document;
}

function tokenize(text: string, document: TaggedDocument, vocabulary: Vocabulary): void {
  let sentence = 0;
  forEachChunk(text, (start, end) => {
    let at = start;
    for (const sentenceText of splitSentences(text.slice(start, end))) {
      const sentenceEnd = at + sentenceText.length;
      for (const term of splitTerms(sentenceText)) {
        for (const piece of vocabulary.piecesOf(term)) {
          if (joinsLast(document, sentence, at + piece.start, piece.word)) {
            const last = document.words.length - 1;
            const from = document.starts[last] as number;
            document.words[last] = vocabulary.wordOf(text.slice(from, at + piece.end));
            document.ends[last] = at + piece.end;
            document.after[last] = piece.after;
            continue;
          }
          document.words.push(piece.word);
          document.starts.push(at + piece.start);
          document.ends.push(at + piece.end);
          document.before.push(piece.before);
          document.after.push(piece.after);
          document.sentences.push(sentence);
        }
        at += term.length;
      }
      // Both splitters keep every character; were one to lose some, only its own sentence would shift.
      at = sentenceEnd;
      sentence++;
    }
  });
  for (let i = 0; i < sentence; i++) document.kinds.push(Kind.plain);
}

/**
 * Whether a word goes on the one before it across a hyphen: Akufo-Addo, Suk-yeol, al-Ansari, Guinea-Bissau; but not US-China,
 * Israel-based, ex-President.
 */
function joinsLast(document: TaggedDocument, sentence: number, start: number, word: Word): boolean {
  const last = document.words.length - 1;
  if (last < 0 || document.after[last] !== Mark.hyphen || document.sentences[last] !== sentence) return false;
  if (start !== (document.ends[last] as number) + 1) return false;
  const before = document.words[last] as Word;
  if (word.shape === Shape.lower) {
    const isOrdinary = (word.lexeme.lists & List.common) !== 0 || (word.lexeme.roles & Role.compound) !== 0;
    return before.capital && before.shape !== Shape.capitals && !isOrdinary;
  }
  if (!word.capital) return false;
  if (before.shape === Shape.lower) return (before.lexeme.roles & Role.prefix) !== 0;
  if (!before.capital) return false;
  const isPlace = ((before.lexeme.lists | word.lexeme.lists) & (List.country | List.demonym)) !== 0;
  return !isPlace && before.shape !== Shape.capitals && word.shape !== Shape.capitals;
}

/** Whether a run may begin at a token: at a capital word, or at a small particle that a capital word follows. */
function mayBegin(document: TaggedDocument, i: number): boolean {
  const { words, sentences, before, after } = document;
  const word = words[i] as Word;
  if (word.capital) return true;
  const next = words[i + 1];
  const { roles } = word.lexeme;
  if ((roles & Role.particle) === 0 || word.shape !== Shape.lower) return false;
  if (next === undefined || !next.capital || sentences[i] !== sentences[i + 1]) return false;
  return (
    ((after[i] as number) & (BREAKS_AFTER | Mark.hyphen)) === 0 &&
    ((before[i + 1] as number) & BREAKS_BEFORE) === 0
  );
}

function findRuns(document: TaggedDocument): void {
  const { words, sentences, before, after, runStarts, runEnds } = document;
  const breaksBetween = (i: number): boolean =>
    sentences[i] !== sentences[i + 1] ||
    ((after[i] as number) & BREAKS_AFTER) !== 0 ||
    ((before[i + 1] as number) & BREAKS_BEFORE) !== 0;
  for (let i = 0; i < words.length; ) {
    if (!mayBegin(document, i)) {
      i++;
      continue;
    }
    let end = i + 1;
    for (let next = end, connectors = 0; next < words.length && next - i < MAX_RUN; next++) {
      if (breaksBetween(next - 1)) break;
      const word = words[next] as Word;
      if (word.capital) {
        end = next + 1;
        connectors = 0;
      } else if (word.shape === Shape.number) {
        connectors++;
        end = next + 1;
      } else if ((word.lexeme.roles & Role.connector) === 0 || ++connectors > MAX_CONNECTORS) break;
    }
    runStarts.push(i);
    runEnds.push(end);
    i = end;
  }
}
