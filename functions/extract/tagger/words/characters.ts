/**
 * The kinds of characters that the scanner of words distinguishes. The classes of Unicode come from the
 * regular expressions of the engine. Each is tested once per code unit and remembered, because a table
 * look-up costs a tenth of a regular expression.
 */

/** Bits of a character's kind. */
export const Kind = {
  letter: 1,
  number: 2,
  /** Letter, mark, number or low line: what a word consists of. */
  word: 4,
  space: 8,
  /** Has an upper and a lower case form, or is one. */
  cased: 16,
  upper: 32,
  lower: 64,
  known: 128,
} as const;

const KINDS: readonly (readonly [number, RegExp])[] = [
  [Kind.letter, /\p{L}/u],
  [Kind.number, /\p{N}/u],
  [Kind.word, /[\p{L}\p{M}\p{N}_]/u],
  [Kind.space, /\s/u],
  [Kind.cased, /\p{Lu}/iu],
  [Kind.upper, /\p{Lu}/u],
  [Kind.lower, /\p{Ll}/u],
];

const ofUnit = new Uint8Array(1 << 16);

/** The kind of the code point that begins at `at`; 0 past the end. */
export function kindAt(text: string, at: number): number {
  // Past the end the unit would be NaN, and an index that is no whole number makes every look-up slow from
  // then on.
  if (at >= text.length) return 0;
  const unit = text.charCodeAt(at);
  if ((unit & 0xf800) === 0xd800) return kindOfPair(text, at);
  return (ofUnit[unit] as number) || kindOfUnit(unit);
}

/** The number of code units of the code point that begins at `at`. */
export function widthAt(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  if ((unit & 0xfc00) !== 0xd800) return 1;
  return (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00 ? 2 : 1;
}

function kindOfUnit(unit: number): number {
  const kind = kindOf(String.fromCharCode(unit));
  ofUnit[unit] = kind;
  return kind;
}

function kindOfPair(text: string, at: number): number {
  return kindOf(String.fromCodePoint(text.codePointAt(at) ?? 0));
}

function kindOf(character: string): number {
  return KINDS.reduce(
    (kind, [bit, pattern]) => (pattern.test(character) ? kind | bit : kind),
    Kind.known as number,
  );
}
