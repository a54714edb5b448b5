/**
 * Very many short texts in one piece of memory, as UTF-8. A hundred thousand strings take five times the
 * memory, and the garbage collector walks through each of them; most texts of a table are never shown. Pure.
 *
 * A cold answer runs each loop over names or cells once, so V8 has to optimise it while it runs. Hence, here
 * and in the modules that use this one: such a loop has no other loop in it, but calls a function of the
 * module that has the inner one; else V8 enters and leaves the optimised inner loop again for each row. And
 * it takes no array apart, which is slow until then.
 */

/** The text at a place is the bytes from `starts[place]` up to `ends[place]`. */
export interface Texts {
  readonly bytes: Buffer;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

export const noTexts: Texts = {
  bytes: Buffer.alloc(0),
  starts: new Uint32Array(0),
  ends: new Uint32Array(0),
};

/** Packs texts, in their order. */
export function textsOf(list: readonly string[]): Texts {
  const offsets = new Uint32Array(list.length + 1);
  for (const [place, text] of list.entries())
    offsets[place + 1] = (offsets[place] ?? 0) + Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafe(offsets[list.length] ?? 0);
  // One at a time: joined, the halves of two broken characters could make a whole one.
  for (const [place, text] of list.entries()) bytes.write(text, offsets[place] ?? 0);
  return textsAt(bytes, offsets);
}

/** Texts that follow each other without a gap: the one at a place ends where the next one starts. */
export function textsAt(bytes: Buffer, offsets: Uint32Array): Texts {
  return { bytes, starts: offsets.subarray(0, -1), ends: offsets.subarray(1) };
}

export function textAt({ bytes, starts, ends }: Texts, place: number): string {
  return bytes.toString('utf8', starts[place], ends[place]);
}

/** Whether two texts are the same. */
export function isSameText(texts: Texts, place: number, others: Texts, other: number): boolean {
  const start = texts.starts[place] ?? 0;
  const end = texts.ends[place] ?? 0;
  const shift = (others.starts[other] ?? 0) - start;
  if (end + shift !== others.ends[other]) return false;
  const { bytes } = texts;
  const { bytes: otherBytes } = others;
  for (let at = start; at < end; at++) if (bytes[at] !== otherBytes[at + shift]) return false;
  return true;
}

/** The order that `<` gives strings: below 0 where the first of two texts comes first. */
export function compareTexts({ bytes, starts, ends }: Texts, a: number, b: number): number {
  const from = starts[a] ?? 0;
  const other = starts[b] ?? 0;
  const length = (ends[a] ?? 0) - from;
  const otherLength = (ends[b] ?? 0) - other;
  for (let i = 0; i < length && i < otherLength; i++) {
    const one = bytes[from + i] ?? 0;
    const two = bytes[other + i] ?? 0;
    if (one !== two) return rankOfByte(one) - rankOfByte(two);
  }
  return length - otherLength;
}

/**
 * UTF-8 has the order of code points. In that of UTF-16 units the characters from U+E000 to U+FFFF, which
 * begin with 0xEE or 0xEF, come after those beyond U+FFFF, which begin with 0xF0 to 0xF4.
 */
function rankOfByte(byte: number): number {
  return byte === 0xee || byte === 0xef ? byte + 0x10 : byte;
}

/**
 * FNV-1a over the bytes (http://www.isthe.com/chongo/tech/comp/fnv/), its bits mixed once more because the
 * lowest ones choose a slot of a hash table.
 */
export function hashAt({ bytes, starts, ends }: Texts, place: number): number {
  const end = ends[place] ?? 0;
  let hash = 0x811c9dc5;
  for (let at = starts[place] ?? 0; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x2c1b3c6d) >>> 0;
}
