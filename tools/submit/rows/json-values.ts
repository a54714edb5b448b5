/**
 * Splits JSON text into the values it holds, one after the other: lines, values that follow each other in any
 * way, or the elements of one array. Only one value is held at a time. Whether a value is well-formed is left
 * to JSON.parse.
 */
import { MAX_ROW_BYTES } from './row.ts';

export interface JsonPiece {
  /** The value; undefined when it is longer than allowed, and then it was not kept. */
  readonly bytes: Buffer | undefined;
  /** Bytes from the end of the piece before it to its own. */
  readonly length: number;
  /** Line feeds before its first byte. */
  readonly linesBefore: number;
  /** Line feeds in `length`. */
  readonly lines: number;
  /** Whether the text ended before the value did. */
  readonly isCutOff: boolean;
}

const LINE_FEED = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const COMMA = 0x2c;

/** White space, commas, and what separates the texts of a JSON sequence (RFC 7464). */
function isBetween(byte: number): boolean {
  return byte === 0x20 || byte === COMMA || byte === 0x1e || (byte >= 9 && byte <= 13);
}

/**
 * Splits a stream.
 * @param isInArray whether an array is open before the first byte, as when reading goes on in the middle
 */
export async function* splitJson(
  stream: AsyncIterable<Buffer>,
  isInArray: boolean,
): AsyncGenerator<JsonPiece> {
  let isArrayOpen = isInArray;
  let kept: Buffer[] = [];
  let valueBytes = 0;
  let length = 0;
  let linesBefore = 0;
  let lines = 0;
  let depth = 0;
  /**
   * Where the scanner is: between values, in an object or array, or in anything else, which ends at a comma
   * or line end.
   */
  let state: 'between' | 'nested' | 'plain' = 'between';
  let isString = false;
  let isEscaped = false;

  const piece = (isCutOff: boolean): JsonPiece => {
    const bytes = valueBytes > MAX_ROW_BYTES ? undefined : Buffer.concat(kept);
    const made = { bytes, length, linesBefore, lines, isCutOff };
    kept = [];
    valueBytes = length = linesBefore = lines = depth = 0;
    state = 'between';
    isString = isEscaped = false;
    return made;
  };
  const keep = (chunk: Buffer, from: number, to: number): void => {
    valueBytes += to - from;
    if (valueBytes > MAX_ROW_BYTES) kept = [];
    else if (to > from) kept.push(chunk.subarray(from, to));
  };

  for await (const chunk of stream) {
    /** Where the value's bytes in this chunk begin, and where the bytes that no piece has yet. */
    let begin = 0;
    let counted = 0;
    let at = 0;
    while (at < chunk.length) {
      const byte = chunk[at] ?? 0;
      if (byte === LINE_FEED) lines += 1;
      if (state === 'between') {
        if (byte === OPEN_ARRAY && !isArrayOpen) isArrayOpen = true;
        else if (byte === CLOSE_ARRAY && isArrayOpen) isArrayOpen = false;
        else if (!isBetween(byte)) {
          begin = at;
          linesBefore = lines;
          const isNested = byte === OPEN_OBJECT || byte === OPEN_ARRAY;
          state = isNested ? 'nested' : 'plain';
          depth = isNested ? 1 : 0;
        }
        at += 1;
      } else if (state === 'plain') {
        const ends =
          byte === LINE_FEED || (byte === COMMA && isArrayOpen) || (byte === CLOSE_ARRAY && isArrayOpen);
        if (ends) {
          keep(chunk, begin, at);
          const end = byte === CLOSE_ARRAY ? at : at + 1;
          length += end - counted;
          counted = end;
          yield piece(false);
          at = end;
        } else at += 1;
      } else if (isString) {
        if (isEscaped) {
          isEscaped = false;
          at += 1;
        } else {
          if (byte === BACKSLASH) isEscaped = true;
          else if (byte === QUOTE) isString = false;
          at += 1;
          if (isString && !isEscaped) {
            const end = endOfPlainText(chunk, at);
            // JSON has no line ends within strings, but some who write it have.
            for (let feed = chunk.indexOf(LINE_FEED, at); feed !== -1 && feed < end; ) {
              lines += 1;
              feed = chunk.indexOf(LINE_FEED, feed + 1);
            }
            at = end;
          }
        }
      } else {
        if (byte === QUOTE) isString = true;
        else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth += 1;
        else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) depth -= 1;
        at += 1;
        if (depth === 0) {
          keep(chunk, begin, at);
          length += at - counted;
          counted = at;
          yield piece(false);
        }
      }
    }
    if (state !== 'between') keep(chunk, begin, chunk.length);
    length += chunk.length - counted;
  }
  if (state !== 'between') yield piece(state === 'nested');
}

/** Where the next quote or backslash is. */
function endOfPlainText(chunk: Buffer, from: number): number {
  let at = from;
  while (at < chunk.length && chunk[at] !== QUOTE && chunk[at] !== BACKSLASH) at += 1;
  return at;
}
