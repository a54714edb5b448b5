/**
 * Features of a token, as rows of the weight table. Those of the word by itself are computed once a word; those of its place (the words
 * around it, the run it stands in, its sentence, the whole text) by combining hashes, without making a string. Templates after Ratinov
 * and Roth (2009) and the capital-run, list and whole-text evidence named in document.ts. A template's number is its own in this file and
 * in run-features.ts together.
 */
import type { TaggedDocument } from './document.ts';
import { Evidence } from './evidence.ts';
import { List } from './gazetteer.ts';
import { hashOf, pair } from './hash.ts';
import { add, NOTHING, type Rows, rowOf } from './rows.ts';
import { addRun, type Run } from './run-features.ts';
import { Mark } from './terms.ts';
import type { Word } from './words.ts';

/** The rows of a word's own features. */
export function rowsOfWord(word: Word): Int32Array {
  const { lexeme, shape } = word;
  const { lower, lists, tags, roles } = lexeme;
  const rows: number[] = [];
  const addOwn = (template: number, hash: number): void => {
    rows.push(rowOf(template, hash));
  };
  const length = lower.length;
  addOwn(0, lexeme.hash);
  addOwn(1, pair(lexeme.hash, shape));
  addOwn(2, shape);
  addOwn(3, pair(shape, Math.min(length, 12)));
  for (const size of [2, 3, 4]) {
    if (length <= size) break;
    addOwn(3 + size, hashOf(lower, length - size));
    if (size > 2) addOwn(6 + size, hashOf(lower, 0, size));
  }
  addOwn(12, tags);
  addOwn(13, pair(tags, shape));
  addOwn(14, pair(lists, 7));
  addOwn(15, pair(lists, shape));
  addOwn(16, pair(lists, tags));
  for (let list = 1; list <= List.common; list <<= 1) {
    if (lists & list) addOwn(17, list);
  }
  if (roles !== 0) addOwn(18, roles);
  return Int32Array.from(rows);
}

/** Fills `rows` with the rows of a token's place. */
export function fillRowsOfPlace(rows: Rows, run: Run, token: number): void {
  const { document, kind } = run;
  const word = document.words[token] as Word;
  const starts = startOf(document, token);
  rows.count = 0;
  addNeighbours(document, token, rows);
  addRun(run, token, rows);
  addSentence(word, starts, kind, rows);
  if (word.capital) addEvidence(word, starts, kind, rows);
}

/** The words and the punctuation around the token. */
function addNeighbours(document: TaggedDocument, token: number, rows: Rows): void {
  const { words, before, after, sentences } = document;
  const sentence = sentences[token];
  const at = (offset: number): Word | undefined =>
    sentences[token + offset] === sentence ? words[token + offset] : undefined;
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
  const { shape, lexeme } = words[token] as Word;
  const { hash, lists, tags } = lexeme;
  const marksBefore = (before[token] as number) | (p1 === undefined ? 0 : (after[token - 1] as number) << 11);
  const marksAfter = (after[token] as number) | (n1 === undefined ? 0 : (before[token + 1] as number) << 11);
  // The words.
  add(rows, 20, p1Hash);
  add(rows, 21, n1Hash);
  add(rows, 22, p2Hash);
  add(rows, 23, n2Hash);
  add(rows, 24, pair(p1Hash, hash));
  add(rows, 25, pair(hash, n1Hash));
  add(rows, 26, pair(p1Hash, shape));
  add(rows, 27, pair(n1Hash, shape));
  add(rows, 28, pair(p2Hash, p1Hash));
  add(rows, 29, pair(n1Hash, n2Hash));
  // Their tags, shapes, lists and roles.
  add(rows, 30, p1Tags);
  add(rows, 31, n1Tags);
  add(rows, 32, pair(p1Tags, tags));
  add(rows, 33, pair(tags, n1Tags));
  add(rows, 34, pair(pair(p1Shape, shape), n1Shape));
  add(rows, 35, pair(p1Lists, lists));
  add(rows, 36, pair(lists, n1Lists));
  add(rows, 37, p1Lists);
  add(rows, 38, n1Lists);
  add(rows, 39, pair(p1Roles, lists));
  add(rows, 40, pair(n1Roles, lists));
  add(rows, 41, pair(p1Roles, shape));
  add(rows, 42, pair(n1Roles, shape));
  add(rows, 43, pair(p1Roles, n1Roles));
  // The punctuation.
  add(rows, 44, marksBefore);
  add(rows, 45, marksAfter);
  add(rows, 46, pair(marksBefore, shape));
  add(rows, 47, pair(marksAfter, shape));
  add(rows, 48, pair(pair(marksBefore, marksAfter), lists));
}

/** Whether a token begins its sentence: 1, or something quoted: 2. */
function startOf({ sentences, before }: TaggedDocument, token: number): number {
  if (sentences[token - 1] !== sentences[token]) return 1;
  return ((before[token] as number) & Mark.quote) !== 0 ? 2 : 0;
}

/** Where in its sentence the token stands, and how the sentence is written. */
function addSentence({ shape, lexeme }: Word, starts: number, kind: number, rows: Rows): void {
  add(rows, 70, pair(starts, kind));
  add(rows, 71, pair(pair(starts, kind), shape));
  add(rows, 72, pair(starts, lexeme.tags));
  add(rows, 73, pair(kind, lexeme.lists));
}

const ALL_EVIDENCE = Object.values(Evidence);
const CASE_EVIDENCE = Evidence.small | Evidence.capital;
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

/** What the whole text shows of the word. */
function addEvidence({ shape, lexeme }: Word, starts: number, kind: number, rows: Rows): void {
  const { evidence, lists, tags } = lexeme;
  for (let i = 0; i < ALL_EVIDENCE.length; i++) {
    const bit = ALL_EVIDENCE[i] as number;
    if (evidence & bit) {
      add(rows, 80, pair(bit, shape));
      add(rows, 81, pair(bit, lists));
    }
  }
  add(rows, 82, pair(evidence & PERSON_EVIDENCE, lists));
  add(rows, 83, pair(evidence & PLACE_EVIDENCE, lists));
  add(rows, 84, pair(evidence & ORGANIZATION_EVIDENCE, shape));
  add(rows, 85, pair(pair(evidence & CASE_EVIDENCE, starts), kind));
  add(rows, 86, pair(pair(evidence & CASE_EVIDENCE, starts), tags));
}
