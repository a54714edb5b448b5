/**
 * Cuts a text into pieces of bounded length before compromise sees it: some of its rules take time that grows with the square of
 * a sentence's length, so the bound is what keeps the whole linear. Also mends lines that were wrapped at a fixed width.
 */

/** Longest piece handed to compromise, in UTF-16 code units; longer than nearly any paragraph of newswire. */
export const MAX_CHUNK = 2_000;

/** A line of a hard-wrapped paragraph has about this many characters. */
const WRAPPED = { shortest: 40, longest: 100, spread: 30 } as const;

/**
 * Calls `visit` with the bounds of each chunk, in order. Chunks end at line ends where they can, else after a sentence, else at white
 * space, and never inside a surrogate pair.
 */
export function forEachChunk(text: string, visit: (start: number, end: number) => void): void {
  let start = 0;
  while (start < text.length) {
    let end = text.indexOf('\n', start);
    end = end === -1 ? text.length : end + 1;
    while (end - start > MAX_CHUNK) {
      const at = borderWithin(text, start, start + MAX_CHUNK);
      visit(start, at);
      start = at;
    }
    if (end > start) visit(start, end);
    start = end;
  }
}

function borderWithin(text: string, start: number, limit: number): number {
  let space = -1;
  for (let i = limit - 1; i > start + MAX_CHUNK / 2; i--) {
    if (!isSpace(text.charCodeAt(i))) continue;
    if (space === -1) space = i + 1;
    const before = text.charCodeAt(i - 1);
    if (before === 46 || before === 33 || before === 63) return i + 1;
  }
  if (space !== -1) return space;
  const unit = text.charCodeAt(limit - 1);
  return unit >= 0xd800 && unit < 0xdc00 ? limit - 1 : limit;
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13 || code === 0xa0;
}

/**
 * The text with line ends that only wrap a paragraph turned into spaces, of the same length, so that offsets stay true. A line
 * end wraps when a small letter follows, when the line breaks off in its second sentence (a headline has one), when the words around it
 * make one name, or when the whole block of lines looks set to a fixed width.
 * @param isOneName whether two capital words make one name
 */
export function unwrap(text: string, isOneName: (first: string, second: string) => boolean): string {
  if (!text.includes('\n')) return text;
  let result = '';
  let done = 0;
  let block = 0;
  while (block < text.length) {
    const lineEnds: number[] = [];
    let at = block;
    for (;;) {
      const end = text.indexOf('\n', at);
      if (end === -1) {
        at = text.length;
        break;
      }
      const line = lineLength(text, at, end);
      if (line === 0) {
        at = end + 1;
        break;
      }
      lineEnds.push(end);
      at = end + 1;
    }
    const wrapped = isSetToWidth(text, block, lineEnds);
    let lineStart = block;
    for (const end of lineEnds) {
      if (end + 1 < at && joins(text, lineStart, end, wrapped, isOneName)) {
        const from = text.charCodeAt(end - 1) === 13 ? end - 1 : end;
        result += text.slice(done, from) + ' '.repeat(end + 1 - from);
        done = end + 1;
      }
      lineStart = end + 1;
    }
    block = at;
  }
  return done === 0 ? text : result + text.slice(done);
}

function lineLength(text: string, start: number, end: number): number {
  let last = end;
  while (last > start && isSpace(text.charCodeAt(last - 1))) last--;
  return last - start;
}

function joins(
  text: string,
  start: number,
  end: number,
  wrapped: boolean,
  isOneName: (first: string, second: string) => boolean,
): boolean {
  const next = text.charAt(end + 1);
  const length = lineLength(text, start, end);
  const last = text.charAt(start + length - 1);
  const goesOn = isLetter(last) || last === ',' || last === '-';
  if (wrapped || !goesOn || !isLetter(next)) return wrapped;
  if (next === next.toLowerCase()) return true;
  const line = text.slice(Math.max(start, start + length - LOOK_BACK), start + length);
  if (SENTENCE_END.test(line)) return true;
  const first = LAST_WORD.exec(line)?.[0];
  const second = FIRST_WORD.exec(text.slice(end + 1, end + 1 + LOOK_AHEAD))?.[0];
  return first !== undefined && second !== undefined && isOneName(first, second);
}

/** How far before and after a line end is looked. */
const LOOK_BACK = 200;
const LOOK_AHEAD = 30;
const SENTENCE_END = /\p{Ll}{2}[.!?]["”’']? +\p{Lu}/u;
const LAST_WORD = /(?<![\p{L}-])\p{Lu}\p{Ll}+$/u;
/** A capital word that a sentence goes on after. */
const FIRST_WORD = /^\p{Lu}\p{Ll}+(?=(?:['’]s)?[ ,.]| ?$)/u;

function isSetToWidth(text: string, start: number, lineEnds: readonly number[]): boolean {
  const full = lineEnds.slice(0, lineEnds.length - (isBlankAhead(text, (lineEnds.at(-1) ?? 0) + 1) ? 1 : 0));
  if (full.length === 0) return false;
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
  return (
    shortest >= WRAPPED.shortest &&
    longest <= WRAPPED.longest &&
    longest - shortest <= WRAPPED.spread &&
    full.length >= 2 &&
    open * 2 >= full.length
  );
}

function isLetter(character: string): boolean {
  return character.toLowerCase() !== character.toUpperCase();
}

function isBlankAhead(text: string, at: number): boolean {
  return text.startsWith('\n', at) || text.startsWith('\r\n', at);
}
