/**
 * Searches very many names by their words. The words of all names are one piece of memory, in which a word is
 * found by one search of bytes instead of one for each name. Pure.
 */
import { type Texts, textAt } from '../../common/domain/store/texts.ts';
import { wordsOf } from './words.ts';

export interface SearchedNames {
  /** The places of the names that have all of these words, in their order; without words, all of them. */
  readonly find: (words: readonly string[]) => Uint32Array;
}

/**
 * Makes the names searchable.
 * @param alsoCounted by place, other texts that a name is found by too
 */
export function searchedNames(
  texts: Texts,
  alsoCounted: ReadonlyMap<number, readonly string[]>,
): SearchedNames {
  const size = texts.starts.length;
  const { bytes, starts } = wordsOfAll(texts, alsoCounted);
  const hasWord = (place: number, word: Buffer): boolean =>
    bytes.subarray(starts[place], starts[place + 1]).includes(word);
  return {
    find(words) {
      const [longest, ...others] = words
        .map((word) => Buffer.from(word))
        .toSorted((a, b) => b.length - a.length);
      if (longest === undefined) return Uint32Array.from({ length: size }, (_, place) => place);
      const found: number[] = [];
      let place = 0;
      for (let at = bytes.indexOf(longest); at >= 0; ) {
        while ((starts[place + 1] ?? 0) <= at) place += 1;
        if (others.every((word) => hasWord(place, word))) found.push(place);
        at = bytes.indexOf(longest, starts[place + 1]);
      }
      return Uint32Array.from(found);
    },
  };
}

/** The words of each name, one name after the other, as UTF-8; those of a name begin at `starts[place]`. */
function wordsOfAll(texts: Texts, alsoCounted: ReadonlyMap<number, readonly string[]>) {
  const size = texts.starts.length;
  const starts = new Uint32Array(size + 1);
  let bytes = Buffer.allocUnsafeSlow(2 * texts.bytes.length + size);
  let to = 0;
  const room = (length: number): void => {
    if (to + length <= bytes.length) return;
    const longer = Buffer.allocUnsafeSlow(2 * (to + length));
    bytes.copy(longer, 0, 0, to);
    bytes = longer;
  };
  for (let place = 0; place < size; place++) {
    const start = texts.starts[place] ?? 0;
    const end = texts.ends[place] ?? 0;
    room(end - start + 1);
    const simpleEnd = writeSimple(texts.bytes, start, end, bytes, to);
    const others = alsoCounted.get(place) ?? [];
    if (simpleEnd !== undefined) to = simpleEnd;
    const rest = simpleEnd === undefined ? [textAt(texts, place), ...others] : others;
    if (rest.length > 0) {
      const words = Buffer.from(rest.map(wordsOf).join(''));
      room(words.length);
      to += words.copy(bytes, to);
    }
    starts[place + 1] = to;
  }
  return { bytes: bytes.subarray(0, to), starts };
}

/**
 * Writes the words of a name that has nothing but ASCII letters, digits and single spaces, as most have: then
 * they are the name in lower case.
 * @returns where they end; undefined where the name has something else
 */
function writeSimple(from: Buffer, start: number, end: number, into: Buffer, at: number): number | undefined {
  let to = at;
  into[to++] = SPACE;
  for (let i = start; i < end; i++) {
    const byte = from[i] ?? 0;
    const isCapital = byte >= 0x41 && byte <= 0x5a;
    const isWord = isCapital || (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x30 && byte <= 0x39);
    if (!isWord && (byte !== SPACE || into[to - 1] === SPACE)) return undefined;
    into[to++] = isCapital ? byte + 0x20 : byte;
  }
  return into[to - 1] === SPACE ? undefined : to;
}

const SPACE = 0x20;
