/**
 * Where paragraphs end. A line end ends one, unless it only wraps it. It wraps in these cases: a small letter
 * follows; the line breaks off in its second sentence (a headline has one); the words around it make one
 * name; the whole block of lines is set to a fixed width.
 */
import { isOneName } from './one-name.ts';

/** A line of a hard-wrapped paragraph has about this many characters. */
const WRAPPED = { shortest: 40, longest: 100, spread: 30 } as const;

/** How far before and after a line end is looked. */
const LOOK_BACK = 200;
const LOOK_AHEAD = 30;
const SENTENCE_END = /\p{Ll}{2}[.!?]["”’']? +\p{Lu}/u;
const LAST_WORD = /(?<![\p{L}-])\p{Lu}\p{Ll}+$/u;
/** A capital word that a sentence goes on after. */
const FIRST_WORD = /^\p{Lu}\p{Ll}+(?=(?:['’]s)?[ ,.]| ?$)/u;

/** The ends of the paragraphs of a text, in order: line ends, and the end of the text. */
export function paragraphEnds(text: string): number[] {
  const ends: number[] = [];
  for (let block = 0; block < text.length; ) {
    const { lineEnds, next } = readBlock(text, block);
    const isSet = isSetToWidth(text, block, lineEnds);
    let lineStart = block;
    for (const end of lineEnds) {
      const isLast = end + 1 >= next;
      if (isLast || !(isSet || goesOn(text, lineStart, end))) ends.push(end);
      lineStart = end + 1;
    }
    if (next >= text.length && ends.at(-1) !== text.length) ends.push(text.length);
    block = next;
  }
  return ends;
}

/** The line ends up to the next empty line, and where the block after it begins. */
function readBlock(
  text: string,
  from: number,
): { readonly lineEnds: readonly number[]; readonly next: number } {
  const lineEnds: number[] = [];
  let at = from;
  for (;;) {
    const end = text.indexOf('\n', at);
    if (end === -1) return { lineEnds, next: text.length };
    lineEnds.push(end);
    const isEmpty = lineLength(text, at, end) === 0;
    at = end + 1;
    if (isEmpty) return { lineEnds, next: at };
  }
}

/** Length of a line without the white space at its end. */
function lineLength(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && isSpace(text.charCodeAt(last - 1))) last--;
  return last - start;
}

/** Whether the sentence of a line goes on in the next. */
function goesOn(text: string, start: number, end: number): boolean {
  const next = text.charAt(end + 1);
  const length = lineLength(text, start, end);
  const last = text.charAt(start + length - 1);
  if (!isLetter(next) || !(isLetter(last) || last === ',' || last === '-')) return false;
  if (next === next.toLowerCase()) return true;
  const line = text.slice(Math.max(start, start + length - LOOK_BACK), start + length);
  if (SENTENCE_END.test(line)) return true;
  const first = LAST_WORD.exec(line)?.[0];
  const second = FIRST_WORD.exec(text.slice(end + 1, end + 1 + LOOK_AHEAD))?.[0];
  return first !== undefined && second !== undefined && isOneName(first, second);
}

function isSetToWidth(text: string, start: number, lineEnds: readonly number[]): boolean {
  // The last line of a block is short, so its length says nothing about the width.
  const isBlankAhead = /^\r?\n/.test(text.slice((lineEnds.at(-1) ?? 0) + 1, (lineEnds.at(-1) ?? 0) + 3));
  const full = isBlankAhead ? lineEnds.slice(0, -1) : lineEnds;
  if (full.length < 2) return false;
  let shortest = Infinity;
  let longest = 0;
  let open = 0;
  let at = start;
  for (const end of full) {
    const length = lineLength(text, at, end);
    shortest = Math.min(shortest, length);
    longest = Math.max(longest, length);
    const last = text.charAt(at + length - 1);
    if (isLetter(last) || last === ',' || (last >= '0' && last <= '9')) open++;
    at = end + 1;
  }
  const isEven = longest <= WRAPPED.longest && longest - shortest <= WRAPPED.spread;
  return isEven && shortest >= WRAPPED.shortest && open * 2 >= full.length;
}

function isLetter(character: string): boolean {
  return character.toLowerCase() !== character.toUpperCase();
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13 || code === 0xa0;
}
