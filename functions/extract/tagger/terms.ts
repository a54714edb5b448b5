/** Terms, as compromise's tokeniser gives them, cut into words, with what stands around each. */
import { wordExtent } from './compromise-words.ts';

/** What stands directly around a word, as bits. */
export const Mark = {
  comma: 1 << 0,
  stop: 1 << 1,
  colon: 1 << 2,
  close: 1 << 3,
  open: 1 << 4,
  quote: 1 << 5,
  hyphen: 1 << 6,
  slash: 1 << 7,
  dash: 1 << 8,
  possessive: 1 << 9,
  other: 1 << 10,
} as const;

/** Where a word stands in its term, and the marks directly before and after it. */
export type Cut = readonly [start: number, end: number, before: number, after: number];

/** Cuts a term into words: at slashes and at what compromise leaves joined, and sets possessive endings apart. */
export function cutTerm(term: string): Cut[] {
  const { start, end } = wordExtent(term);
  const cuts: Cut[] = [];
  let from = start;
  let before = marksOf(term, 0, start);
  for (let i = start; i <= end; i++) {
    const code = i < end ? term.charCodeAt(i) : 0;
    const isEnd = i === end;
    if (!isEnd && !isJoint(code)) continue;
    if (!isEnd && code === SLASH && term.includes('://')) continue;
    let wordEnd = i;
    let after = isEnd ? marksOf(term, end, term.length) : marksOf(term, i, i + 1);
    const ending = possessiveEnding(term, from, wordEnd);
    if (ending > 0) {
      wordEnd -= ending;
      after |= Mark.possessive;
    }
    if (wordEnd > from) cuts.push([from, wordEnd, before, after]);
    from = i + 1;
    before = after & ~Mark.possessive;
  }
  return cuts;
}

const SLASH = 47;
/** Characters that join what are words of their own: / ( ) [ ] … — , ; : " and curly double quotes. */
function isJoint(code: number): boolean {
  return (
    code === SLASH ||
    code === 40 ||
    code === 41 ||
    code === 91 ||
    code === 93 ||
    code === 0x2026 ||
    code === 0x2014 ||
    code === 44 ||
    code === 59 ||
    code === 58 ||
    code === 34 ||
    code === 0x201c ||
    code === 0x201d
  );
}

function isApostrophe(code: number): boolean {
  return code === 39 || code === 0x2019 || code === 0x2bc || code === 0x2018 || code === 96;
}

/** The length of a possessive ending ('s, or the apostrophe after s) of term[from, end); 0 for none. */
function possessiveEnding(term: string, from: number, end: number): number {
  const last = term.charCodeAt(end - 1);
  if (end - from > 2 && (last === 115 || last === 83) && isApostrophe(term.charCodeAt(end - 2))) return 2;
  if (end - from > 1 && isApostrophe(last)) return 1;
  return 0;
}

function marksOf(text: string, from: number, to: number): number {
  let marks = 0;
  for (let i = from; i < to; i++) marks |= markOf(text.charCodeAt(i));
  return marks;
}

function markOf(code: number): number {
  switch (code) {
    case 32:
    case 10:
    case 13:
    case 9:
    case 0xa0:
      return 0;
    case 44:
      return Mark.comma;
    case 46:
    case 33:
    case 63:
    case 0x2026:
      return Mark.stop;
    case 58:
    case 59:
      return Mark.colon;
    case 40:
    case 91:
      return Mark.open;
    case 41:
    case 93:
      return Mark.close;
    case 34:
    case 0x201c:
    case 0x201d:
    case 39:
    case 0x2018:
    case 0x2019:
    case 0xab:
    case 0xbb:
      return Mark.quote;
    case 45:
    case 0x2010:
    case 0x2011:
      return Mark.hyphen;
    case 47:
    case 124:
      return Mark.slash;
    case 0x2013:
    case 0x2014:
      return Mark.dash;
    default:
      return Mark.other;
  }
}
