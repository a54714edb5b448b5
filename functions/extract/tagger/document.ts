/**
 * A text as tokens in flat arrays, with the runs in which names are looked for and what the text as a whole shows of its words: the
 * non-local evidence of Ratinov and Roth (2009), section 5.
 */
import { forEachChunk, unwrap } from './chunks.ts';
import { splitSentences, splitTerms } from './compromise-words.ts';
import { List } from './gazetteer.ts';
import { Role } from './roles.ts';
import { Shape } from './shape.ts';
import { MAX_RUN } from './viterbi.ts';
import { type Lexeme, Mark, titleCase, type Vocabulary, type Word } from './words.ts';

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

/** What a text shows of a lexeme somewhere, as bits. */
export const Evidence = {
  small: 1 << 0,
  /** Capital within a plain sentence. */
  capital: 1 << 1,
  afterHonorific: 1 << 2,
  afterOffice: 1 << 3,
  afterGivenName: 1 << 4,
  afterLocative: 1 << 5,
  afterArticle: 1 << 6,
  bySpeech: 1 << 7,
  possessive: 1 << 8,
  acronym: 1 << 9,
  beforeOrganization: 1 << 10,
  beforePlace: 1 << 11,
  afterCommaPlace: 1 << 12,
  often: 1 << 13,
  inLongerRun: 1 << 14,
  alone: 1 << 15,
} as const;

/** Marks that end a run: nothing of a name stands beyond them. */
const BREAKS_AFTER = Mark.comma | Mark.colon | Mark.close | Mark.open | Mark.slash | Mark.dash;
const BREAKS_BEFORE = Mark.open | Mark.colon | Mark.slash | Mark.dash | Mark.close;
/** Connectors within a run: "Bank of the West" has two in a row. */
const MAX_CONNECTORS = 3;

let documents = 0;

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

/** Finds out how each sentence is written, and counts the cases in which each lexeme occurs in plain ones. */
function gatherCase(document: TaggedDocument): void {
  documents++;
  const { words, sentences, kinds } = document;
  for (let from = 0; from < words.length; ) {
    const sentence = sentences[from] as number;
    let to = from;
    let small = 0;
    let title = 0;
    let capitals = 0;
    for (; to < words.length && sentences[to] === sentence; to++) {
      const { shape, lexeme } = words[to] as Word;
      if (lexeme.lower.length < 4 && shape !== Shape.capitals) continue;
      if (shape === Shape.lower) small++;
      else if (shape === Shape.title || shape === Shape.mixed) title++;
      else if (shape === Shape.capitals && lexeme.lower.length > 1) capitals++;
    }
    const kind =
      capitals >= 3 && capitals >= 3 * (small + title)
        ? Kind.shouted
        : title >= 3 && title + capitals >= 4 * small
          ? Kind.title
          : Kind.plain;
    kinds[sentence] = kind;
    for (let i = from; i < to; i++) {
      const { lexeme, shape } = words[i] as Word;
      enter(lexeme);
      if (kind === Kind.shouted) continue;
      if (shape === Shape.lower) lexeme.small++;
      else if (shape === Shape.capitals) lexeme.capitals++;
      else if (kind === Kind.plain && i > from) lexeme.capital++;
    }
    from = to;
  }
}

function enter(lexeme: Lexeme): void {
  if (lexeme.document === documents) return;
  lexeme.document = documents;
  lexeme.small = 0;
  lexeme.capital = 0;
  lexeme.capitals = 0;
  lexeme.evidence = 0;
  lexeme.occurrences = 0;
  lexeme.margins.fill(0);
}

/** Gives the words of shouted sentences the case they have elsewhere in the text, or that the lists suggest. */
function quieten(document: TaggedDocument, vocabulary: Vocabulary): void {
  const { words, sentences, kinds } = document;
  for (let i = 0; i < words.length; i++) {
    if (kinds[sentences[i] as number] !== Kind.shouted) continue;
    const word = words[i] as Word;
    if (word.shape !== Shape.capitals) continue;
    const { lexeme } = word;
    if (lexeme.capitals > 0) continue;
    const isName =
      lexeme.capital > 0 ||
      (lexeme.small === 0 && (lexeme.roles === 0 || (lexeme.roles & NAME_ROLES) !== 0) && !isCommon(lexeme));
    words[i] = vocabulary.wordOf(isName ? titleCase(word.text) : lexeme.lower);
    enter((words[i] as Word).lexeme);
  }
}

const NAME_ROLES = Role.organizationHead | Role.organizationTail | Role.placeHead;

function isCommon(lexeme: Lexeme): boolean {
  const places = List.country | List.region | List.city | List.nature;
  return (lexeme.lists & List.common) !== 0 && (lexeme.lists & places) === 0;
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

function gatherEvidence(document: TaggedDocument): void {
  const { words, before, after, sentences, kinds, runStarts, runEnds } = document;
  for (let run = 0; run < runStarts.length; run++) {
    const start = runStarts[run] as number;
    const end = runEnds[run] as number;
    for (let i = start; i < end; i++) {
      const word = words[i] as Word;
      if (!word.capital) continue;
      const { lexeme } = word;
      let evidence = 0;
      const previous = i > 0 && sentences[i - 1] === sentences[i] ? (words[i - 1] as Word) : undefined;
      const next =
        i + 1 < words.length && sentences[i + 1] === sentences[i] ? (words[i + 1] as Word) : undefined;
      const joined = ((after[i] as number) & BREAKS_AFTER) === 0;
      if (previous !== undefined) {
        const { roles } = previous.lexeme;
        if (((after[i - 1] as number) & BREAKS_AFTER) === 0) {
          if (roles & Role.honorific) evidence |= Evidence.afterHonorific;
          if (roles & Role.office) evidence |= Evidence.afterOffice;
          if (roles & Role.locative && !previous.capital) evidence |= Evidence.afterLocative;
          if (previous.lexeme.lower === 'the') evidence |= Evidence.afterArticle;
          if (previous.capital && (previous.lexeme.isFirstName || isGivenName(previous.lexeme)))
            evidence |= Evidence.afterGivenName;
          if (roles & Role.speech) evidence |= Evidence.bySpeech;
        } else if ((after[i - 1] as number) === Mark.comma && previous.capital) {
          if (previous.lexeme.lists & PLACES) evidence |= Evidence.afterCommaPlace;
        }
      }
      if (next !== undefined) {
        const { roles } = next.lexeme;
        if (roles & Role.speech) evidence |= Evidence.bySpeech;
        if (joined && next.capital && roles & (Role.organizationHead | Role.organizationTail))
          evidence |= Evidence.beforeOrganization;
        if (
          (after[i] as number) === Mark.comma &&
          next.capital &&
          next.lexeme.lists & (List.country | List.region)
        )
          evidence |= Evidence.beforePlace;
      }
      if ((after[i] as number) & Mark.possessive) evidence |= Evidence.possessive;
      if (end - start === 1) evidence |= Evidence.alone;
      else evidence |= Evidence.inLongerRun;
      if (
        word.shape === Shape.capitals &&
        (before[i] as number) & Mark.open &&
        (after[i] as number) & Mark.close
      )
        evidence |= Evidence.acronym;
      if (kinds[sentences[i] as number] !== Kind.plain)
        evidence &= Evidence.afterHonorific | Evidence.afterGivenName | Evidence.acronym;
      if (lexeme.small > 0) evidence |= Evidence.small;
      if (lexeme.capital > 0) evidence |= Evidence.capital;
      if (lexeme.capital + lexeme.capitals > 2) evidence |= Evidence.often;
      lexeme.evidence |= evidence;
    }
  }
}

const PLACES = List.country | List.region | List.city;

function isGivenName(lexeme: Lexeme): boolean {
  return (lexeme.lists & List.firstName) !== 0 && (lexeme.lists & (PLACES | List.common)) === 0;
}
