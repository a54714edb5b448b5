/**
 * Features of a token, as rows of the weight table: each template hashes what it sees together with its own number (the hashing trick).
 * Templates after Ratinov and Roth (2009) and the capital-run, list and whole-text evidence named in document.ts. Features of the
 * word by itself are computed once a word; those of its place are computed by combining hashes, without making a string.
 */
import type { TaggedDocument } from './document.ts';
import { Evidence } from './evidence.ts';
import { type Gazetteer, List } from './gazetteer.ts';
import { hashOf, mix, pair } from './hash.ts';
import { acronymOf } from './initials.ts';
import { Mark } from './terms.ts';
import type { Word } from './words.ts';

/** Rows of the weight table: 2 to the power of this. */
export const ROW_BITS = 18;
/** More rows than any token has. */
export const MAX_FEATURES = 128;

/** The row of a template's feature. */
function rowOf(template: number, hash: number): number {
  return mix(Math.imul(template + 1, 0x9e3779b1) ^ hash) >>> (32 - ROW_BITS);
}

/** The rows of a word's own features. */
export function rowsOfWord(word: Word): Int32Array {
  const { lexeme, shape } = word;
  const { lower, lists, tags, roles } = lexeme;
  const rows: number[] = [];
  const add = (template: number, hash: number): void => {
    rows.push(rowOf(template, hash));
  };
  const length = lower.length;
  add(0, lexeme.hash);
  add(1, pair(lexeme.hash, shape));
  add(2, shape);
  add(3, pair(shape, Math.min(length, 12)));
  for (const size of [2, 3, 4]) {
    if (length <= size) break;
    add(3 + size, hashOf(lower, length - size));
    if (size > 2) add(6 + size, hashOf(lower, 0, size));
  }
  add(12, tags);
  add(13, pair(tags, shape));
  add(14, pair(lists, 7));
  add(15, pair(lists, shape));
  add(16, pair(lists, tags));
  for (let list = 1; list <= List.common; list <<= 1) {
    if (lists & list) add(17, list);
  }
  if (roles !== 0) add(18, roles);
  return Int32Array.from(rows);
}

const NOTHING = 0x51ed270b;
const ALL_EVIDENCE = Object.values(Evidence);

/** What the tokens of a run share. */
interface RunContext {
  readonly start: number;
  readonly end: number;
  readonly length: number;
  readonly first: Word;
  readonly last: Word;
  readonly roles: number;
  readonly kind: number;
  /** Hash of the run's words, and of their shapes. */
  readonly words: number;
  readonly shapes: number;
  /** Whether brackets with the run's initials follow: 1, or other capitals: 2; whether it is itself such brackets: 3, 4. */
  readonly acronym: number;
}

/** Computes the features of the tokens of one run after another. */
export interface Featurizer {
  /** To be called before `rowsOf` for a run's tokens. */
  enterRun(document: TaggedDocument, run: number): void;
  /** Writes the rows of a token's place into `rows`, and tells how many. */
  rowsOf(document: TaggedDocument, token: number, rows: Int32Array): number;
}

/** Names of several words are looked up to this many words. */
const MAX_PHRASE = 5;

export function createFeaturizer(gazetteer: Gazetteer): Featurizer {
  let run: RunContext | undefined;
  const phrases = new Int32Array(256);

  const enterRun = (document: TaggedDocument, index: number): void => {
    const start = document.runStarts[index] as number;
    const end = document.runEnds[index] as number;
    const { words } = document;
    let roles = 0;
    let hash = 0;
    let shapes = 0;
    for (let i = start; i < end; i++) {
      const { lexeme, shape } = words[i] as Word;
      roles |= lexeme.roles;
      hash = pair(hash, lexeme.hash);
      shapes = pair(shapes, shape);
    }
    run = {
      start,
      end,
      length: end - start,
      first: words[start] as Word,
      last: words[end - 1] as Word,
      roles,
      kind: document.kinds[document.sentences[start] as number] as number,
      words: hash,
      shapes,
      acronym: acronymOf(document, start, end),
    };
    markPhrases(document, start, end);
  };

  /** For each token: lists of the longest listed phrase it stands in, and its position there. */
  const markPhrases = (document: TaggedDocument, start: number, end: number): void => {
    phrases.fill(0, 0, end - start);
    for (let i = start; i < end; i++) {
      if (phrases[i - start] !== 0) continue;
      let hash = (document.words[i] as Word).lexeme.folded;
      let found = 0;
      let foundLists = 0;
      for (let size = 2; size <= MAX_PHRASE && i + size <= end; size++) {
        hash = pair(hash, (document.words[i + size - 1] as Word).lexeme.folded);
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
  };

  const rowsOf = (document: TaggedDocument, token: number, rows: Int32Array): number => {
    const context = run as RunContext;
    const { words, before, after, sentences } = document;
    const sentence = sentences[token];
    const at = (offset: number): Word | undefined =>
      sentences[token + offset] === sentence ? words[token + offset] : undefined;
    const word = words[token] as Word;
    const p1 = at(-1);
    const p2 = p1 && at(-2);
    const n1 = at(1);
    const n2 = n1 && at(2);
    const p1Hash = p1?.lexeme.hash ?? NOTHING;
    const p2Hash = p2?.lexeme.hash ?? NOTHING;
    const n1Hash = n1?.lexeme.hash ?? NOTHING;
    const n2Hash = n2?.lexeme.hash ?? NOTHING;
    const p1Tags = p1?.lexeme.tags ?? NOTHING;
    const n1Tags = n1?.lexeme.tags ?? NOTHING;
    const p1Shape = p1?.shape ?? 15;
    const n1Shape = n1?.shape ?? 15;
    const p1Lists = p1?.lexeme.lists ?? NOTHING;
    const n1Lists = n1?.lexeme.lists ?? NOTHING;
    const p1Roles = p1?.lexeme.roles ?? NOTHING;
    const n1Roles = n1?.lexeme.roles ?? NOTHING;
    const { shape, lexeme } = word;
    const { hash, lists, tags } = lexeme;
    const marksBefore =
      (before[token] as number) | (p1 === undefined ? 0 : (after[token - 1] as number) << 11);
    const marksAfter =
      (after[token] as number) | (n1 === undefined ? 0 : (before[token + 1] as number) << 11);
    let count = 0;
    const add = (template: number, value: number): void => {
      rows[count++] = rowOf(template, value);
    };
    // The words around.
    add(20, p1Hash);
    add(21, n1Hash);
    add(22, p2Hash);
    add(23, n2Hash);
    add(24, pair(p1Hash, hash));
    add(25, pair(hash, n1Hash));
    add(26, pair(p1Hash, shape));
    add(27, pair(n1Hash, shape));
    add(28, pair(p2Hash, p1Hash));
    add(29, pair(n1Hash, n2Hash));
    // Their tags, shapes, lists and roles.
    add(30, p1Tags);
    add(31, n1Tags);
    add(32, pair(p1Tags, tags));
    add(33, pair(tags, n1Tags));
    add(34, pair(pair(p1Shape, shape), n1Shape));
    add(35, pair(p1Lists, lists));
    add(36, pair(lists, n1Lists));
    add(37, p1Lists);
    add(38, n1Lists);
    add(39, pair(p1Roles, lists));
    add(40, pair(n1Roles, lists));
    add(41, pair(p1Roles, shape));
    add(42, pair(n1Roles, shape));
    add(43, pair(p1Roles, n1Roles));
    // The punctuation around.
    add(44, marksBefore);
    add(45, marksAfter);
    add(46, pair(marksBefore, shape));
    add(47, pair(marksAfter, shape));
    add(48, pair(pair(marksBefore, marksAfter), lists));
    // The run and where in it the token stands.
    const position = token - context.start;
    const fromEnd = context.end - 1 - token;
    const place = pair(Math.min(position, 3), Math.min(fromEnd, 3));
    const outside = words[context.start - 1];
    const beyond = words[context.end];
    const outsideWord = context.start > 0 && sentences[context.start - 1] === sentence ? outside : undefined;
    const beyondWord = sentences[context.end] === sentence ? beyond : undefined;
    add(50, place);
    add(51, pair(place, shape));
    add(52, pair(outsideWord?.lexeme.hash ?? NOTHING, Math.min(position, 3)));
    add(53, pair(beyondWord?.lexeme.hash ?? NOTHING, Math.min(fromEnd, 3)));
    add(54, pair(context.last.lexeme.hash, fromEnd === 0 ? 1 : 0));
    add(55, pair(context.first.lexeme.hash, position === 0 ? 1 : 0));
    add(56, pair(context.roles, 3));
    add(57, pair(context.last.lexeme.roles, Math.min(fromEnd, 2)));
    add(58, pair(context.first.lexeme.lists, Math.min(position, 3)));
    add(59, pair(context.last.lexeme.lists, Math.min(fromEnd, 3)));
    add(60, pair(place, lists));
    add(61, pair(outsideWord?.lexeme.roles ?? NOTHING, Math.min(position, 3)));
    add(62, pair(beyondWord?.lexeme.roles ?? NOTHING, Math.min(fromEnd, 3)));
    add(63, pair(context.words, place));
    add(64, pair(context.shapes, place));
    add(67, pair(context.acronym, Math.min(context.length, 4)));
    add(68, pair(context.acronym, shape));
    const outsideTwice =
      context.start > 1 && sentences[context.start - 2] === sentence ? words[context.start - 2] : undefined;
    const beyondTwice = sentences[context.end + 1] === sentence ? words[context.end + 1] : undefined;
    add(
      74,
      pair(
        pair(outsideTwice?.lexeme.hash ?? NOTHING, outsideWord?.lexeme.hash ?? NOTHING),
        Math.min(position, 3),
      ),
    );
    add(
      75,
      pair(
        pair(beyondWord?.lexeme.hash ?? NOTHING, beyondTwice?.lexeme.hash ?? NOTHING),
        Math.min(fromEnd, 3),
      ),
    );
    add(76, pair(outsideWord?.lexeme.hash ?? NOTHING, beyondWord?.lexeme.hash ?? NOTHING));
    add(77, pair(outsideWord?.lexeme.hash ?? NOTHING, shape));
    // Listed names of several words.
    const phrase = phrases[position] as number;
    if (phrase !== 0) {
      add(65, phrase);
      add(66, pair(phrase, shape));
    }
    // The sentence.
    const starts = p1 === undefined ? 1 : ((before[token] as number) & Mark.quote) !== 0 ? 2 : 0;
    add(70, pair(starts, context.kind));
    add(71, pair(pair(starts, context.kind), shape));
    add(72, pair(starts, tags));
    add(73, pair(context.kind, lists));
    // What the whole text shows of the word.
    if (word.capital) {
      const { evidence } = lexeme;
      for (let i = 0; i < ALL_EVIDENCE.length; i++) {
        const bit = ALL_EVIDENCE[i] as number;
        if (evidence & bit) {
          add(80, pair(bit, shape));
          add(81, pair(bit, lists));
        }
      }
      add(82, pair(evidence & PERSON_EVIDENCE, lists));
      add(83, pair(evidence & PLACE_EVIDENCE, lists));
      add(84, pair(evidence & ORGANIZATION_EVIDENCE, shape));
      add(85, pair(pair(evidence & (Evidence.small | Evidence.capital), starts), context.kind));
      add(86, pair(pair(evidence & (Evidence.small | Evidence.capital), starts), tags));
    }
    return count;
  };

  return { enterRun, rowsOf };
}

const PERSON_EVIDENCE =
  Evidence.afterHonorific |
  Evidence.afterOffice |
  Evidence.afterGivenName |
  Evidence.bySpeech |
  Evidence.inLongerRun;
const PLACE_EVIDENCE =
  Evidence.afterLocative | Evidence.beforePlace | Evidence.afterCommaPlace | Evidence.afterGivenName;
const ORGANIZATION_EVIDENCE =
  Evidence.acronym | Evidence.afterArticle | Evidence.beforeOrganization | Evidence.afterLocative;
