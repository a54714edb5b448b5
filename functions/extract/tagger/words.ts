/**
 * Words and what is known of each by itself, remembered from article to article. A word is one spelling; a lexeme is its form in
 * small letters, shared by Kampala and KAMPALA.
 */
import { tagsOf } from './compromise-words.ts';
import { fold, type Gazetteer, List, phraseHash } from './gazetteer.ts';
import { hashOf } from './hash.ts';
import { rolesOf } from './roles.ts';
import { isCapital, type ShapeCode, shapeOf } from './shape.ts';
import { cutTerm } from './terms.ts';

export interface Lexeme {
  readonly lower: string;
  readonly hash: number;
  /** Hash of the folded form: the unit of the gazetteer. */
  readonly folded: number;
  readonly lists: number;
  readonly roles: number;
  /** Hash of compromise's tags. */
  tags: number;
  /** Whether compromise takes it for a given name. */
  isFirstName: boolean;
  /** Scratch of the document at hand: its number, and what the document shows of the lexeme. */
  document: number;
  small: number;
  capital: number;
  capitals: number;
  evidence: number;
  /** Capital occurrences in runs, and the sums of what they score for each type. */
  occurrences: number;
  readonly margins: [person: number, place: number, organization: number];
}

export interface Word {
  readonly text: string;
  readonly lexeme: Lexeme;
  readonly shape: ShapeCode;
  readonly capital: boolean;
  /** Rows of the word's own features; undefined until needed. */
  rows: Int32Array | undefined;
  /** What the word's own features score, a label each; undefined until needed. */
  scores: Int32Array | undefined;
}

/** A word within a term. */
export interface Piece {
  readonly word: Word;
  readonly start: number;
  readonly end: number;
  /** Marks between the word before, within the term, and this one. */
  readonly before: number;
  readonly after: number;
}

/** Longer words and terms are not remembered, and compromise is not asked about them: no name is as long. */
const MAX_REMEMBERED = 40;
/**
 * Lexemes, spellings and terms remembered from article to article, and the articles a lexeme stands in before it is. Most of an
 * article's words are among the few thousand commonest; the others live as long as their article, so that the process stays small.
 */
const REMEMBERED = { lexemes: 6_000, words: 8_000, terms: 12_000, fromArticles: 3 } as const;

export interface Vocabulary {
  /** The words of a term as compromise's tokeniser gives it. */
  piecesOf(term: string): readonly Piece[];
  /** The word spelled `text`. */
  wordOf(text: string): Word;
  /** To be called between articles: remembers the words that have become common, and forgets the others. */
  tidy(): void;
  /** Whether two words make one name by the lists: New York, Yoweri Museveni. */
  isOneName(first: string, second: string): boolean;
  /** Asks compromise about the words that are new since the last call. */
  tagNewWords(): void;
}

interface Memory {
  readonly lexemes: Map<string, Lexeme>;
  readonly words: Map<string, Word>;
  readonly terms: Map<string, readonly Piece[]>;
}

function memory(): Memory {
  return { lexemes: new Map(), words: new Map(), terms: new Map() };
}

const NAMES = List.firstName | List.surname;
const PLACES = List.country | List.region | List.city | List.nature;

/** A vocabulary of its own memory. */
export function createVocabulary(gazetteer: Gazetteer): Vocabulary {
  const common = memory();
  const passing = memory();
  // How many articles each lexeme stood in, by hash: two that share a place are remembered the sooner, which harms nothing.
  const articles = new Uint8Array(1 << 16);
  let untagged: Lexeme[] = [];

  const lexemeOf = (lower: string): Lexeme => {
    const known = common.lexemes.get(lower) ?? passing.lexemes.get(lower);
    if (known !== undefined) return known;
    const parts = lower.split('-').filter((part) => part !== '');
    const hashes = parts.length > 1 ? parts.map((part) => hashOf(fold(part))) : [hashOf(fold(lower))];
    const folded = phraseHash(hashes);
    // A double-barrelled name stands in no list, but its halves do.
    const halves = parts.length > 1 ? hashes.map(gazetteer.listsOf).reduce((a, b) => a & b) & NAMES : 0;
    const lexeme: Lexeme = {
      lower,
      hash: hashOf(lower),
      folded,
      lists: gazetteer.listsOf(folded) | halves,
      roles: rolesOf(lower),
      tags: 0,
      isFirstName: false,
      document: 0,
      small: 0,
      capital: 0,
      capitals: 0,
      evidence: 0,
      occurrences: 0,
      margins: [0, 0, 0],
    };
    passing.lexemes.set(lower, lexeme);
    if (lower.length <= MAX_REMEMBERED) untagged.push(lexeme);
    return lexeme;
  };

  const wordOf = (text: string): Word => {
    const known = common.words.get(text) ?? passing.words.get(text);
    if (known !== undefined) return known;
    const shape = shapeOf(text);
    const word: Word = {
      text: ownCopy(text),
      lexeme: lexemeOf(text.toLowerCase()),
      shape,
      capital: isCapital(shape) && !isAddress(text),
      rows: undefined,
      scores: undefined,
    };
    passing.words.set(word.text, word);
    return word;
  };

  const piecesOf = (given: string): readonly Piece[] => {
    const known = common.terms.get(given) ?? passing.terms.get(given);
    if (known !== undefined) return known;
    const term = ownCopy(given);
    const pieces = cutTerm(term).map(([start, end, before, after]): Piece => {
      return { word: wordOf(term.slice(start, end)), start, end, before, after };
    });
    if (term.length <= MAX_REMEMBERED) passing.terms.set(term, pieces);
    return pieces;
  };

  const tagNewWords = (): void => {
    if (untagged.length === 0) return;
    const tags = tagsOf(untagged.map(({ lower }) => lower));
    for (const [i, lexeme] of untagged.entries()) {
      const tag = tags[i] ?? '';
      lexeme.tags = hashOf(tag);
      lexeme.isFirstName = tag.includes('FirstName');
    }
    untagged = [];
  };

  const tidy = (): void => {
    // One object for each lexeme: were there two, they would split what an article shows of it.
    for (const [lower, lexeme] of passing.lexemes) {
      const place = lexeme.hash & (articles.length - 1);
      const count = (articles[place] as number) + 1;
      if (count < REMEMBERED.fromArticles) articles[place] = count;
      else if (common.lexemes.size < REMEMBERED.lexemes && lower.length <= MAX_REMEMBERED) {
        common.lexemes.set(lower, lexeme);
      }
    }
    const isCommon = ({ lexeme }: Word): boolean => common.lexemes.get(lexeme.lower) === lexeme;
    for (const [text, word] of passing.words) {
      if (common.words.size < REMEMBERED.words && isCommon(word)) common.words.set(text, word);
    }
    for (const [term, pieces] of passing.terms) {
      if (common.terms.size < REMEMBERED.terms && pieces.every(({ word }) => isCommon(word))) {
        common.terms.set(term, pieces);
      }
    }
    passing.lexemes.clear();
    passing.words.clear();
    passing.terms.clear();
  };

  const isOneName = (first: string, second: string): boolean => {
    const a = lexemeOf(first.toLowerCase());
    const b = lexemeOf(second.toLowerCase());
    if ((gazetteer.listsOf(phraseHash([a.folded, b.folded])) & PLACES) !== 0) return true;
    return (a.lists & List.firstName) !== 0 && (a.lists & (PLACES | List.common)) === 0 && b.roles === 0;
  };

  return { isOneName, piecesOf, wordOf, tidy, tagNewWords };
}

/** A copy that does not keep alive the article it was cut from, as a substring does. */
function ownCopy(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}

function isAddress(text: string): boolean {
  return text.includes('@') || text.includes('://') || text.startsWith('www.') || text.startsWith('#');
}

/** The spelling of an all-capitals word with only its first letter capital. */
export function titleCase(text: string): string {
  const first = text.codePointAt(0) ?? 0;
  const head = String.fromCodePoint(first);
  return head + text.slice(head.length).toLowerCase();
}
