/** The shape of a word: which letters are capital, and what stands between them. */

export const Shape = {
  /** No letters or digits. */
  other: 0,
  lower: 1,
  /** Kampala */
  title: 2,
  /** NATO, U.S. */
  capitals: 3,
  /** McDonald, iPhone, al-Qaeda */
  mixed: 4,
  /** J, J. */
  initial: 5,
  /** 2010, 10th */
  number: 6,
  /** Letters of a script without case. */
  caseless: 7,
  /** G20, 6PR, Covid-19 */
  alphanumeric: 8,
} as const;
export type ShapeCode = (typeof Shape)[keyof typeof Shape];

const LETTER = /\p{L}/u;

/** The shape of one word. */
export function shapeOf(word: string): ShapeCode {
  let upper = 0;
  let lower = 0;
  let digits = 0;
  let caseless = 0;
  let firstIsUpper = false;
  for (let i = 0; i < word.length; i++) {
    const code = word.charCodeAt(i);
    let kind: number;
    if (code < 128) {
      kind = code >= 97 && code <= 122 ? 1 : code >= 65 && code <= 90 ? 2 : code >= 48 && code <= 57 ? 3 : 0;
    } else {
      const character = word.charAt(i);
      const large = character.toUpperCase();
      const small = character.toLowerCase();
      kind = large !== small ? (character === small ? 1 : 2) : LETTER.test(character) ? 4 : 0;
    }
    if (kind === 2 && upper + lower + digits === 0) firstIsUpper = true;
    if (kind === 1) lower++;
    else if (kind === 2) upper++;
    else if (kind === 3) digits++;
    else if (kind === 4) caseless++;
  }
  if (upper + lower === 0) return digits > 0 ? Shape.number : caseless > 0 ? Shape.caseless : Shape.other;
  if (digits > 0) return upper > 0 ? Shape.alphanumeric : Shape.number;
  if (upper === 0) return Shape.lower;
  if (lower === 0) return upper === 1 ? Shape.initial : Shape.capitals;
  return firstIsUpper && upper === 1 ? Shape.title : Shape.mixed;
}

/** Whether a word of this shape may be part of a name by itself. */
export function isCapital(shape: ShapeCode): boolean {
  return (
    shape === Shape.title ||
    shape === Shape.capitals ||
    shape === Shape.mixed ||
    shape === Shape.initial ||
    shape === Shape.alphanumeric
  );
}
