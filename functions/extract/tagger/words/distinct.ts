/**
 * The different spellings of one text, so that each spelling is looked up once. Words are compared in the
 * text; no string is made of them.
 */
import { copyInto, DASH, type TextWords } from './sentences.ts';

export interface DistinctWords {
  /** For each word of the text the number of its spelling. */
  readonly ids: Int32Array;
  readonly count: number;
  /** For each spelling, its first word, its number of occurrences, and its hash. */
  readonly first: Int32Array;
  readonly occurrences: Int32Array;
  readonly hashes: Int32Array;
  /** Whether the text has this spelling. */
  has(word: string): boolean;
}

/** In code units. Longer words are distinguished by their beginning only; no row of a table sees more. */
const MAX_SPELLING = 64;

const OFFSET = 2_166_136_261;
const PRIME = 16_777_619;

/** Finds the spellings of texts, one after the other, in the same arrays. */
export function createDistinct(): (words: TextWords) => DistinctWords {
  let ids = new Int32Array(2_048);
  let first = new Int32Array(1_024);
  let occurrences = new Int32Array(1_024);
  let hashes = new Int32Array(1_024);
  // Numbers of spellings plus 1, by hash; 0 is a free place.
  let places = new Int32Array(4_096);

  const growSpellings = (): void => {
    first = copyInto(new Int32Array(2 * first.length), first);
    occurrences = copyInto(new Int32Array(2 * occurrences.length), occurrences);
    hashes = copyInto(new Int32Array(2 * hashes.length), hashes);
  };

  const growPlaces = (count: number): void => {
    places = new Int32Array(2 * places.length);
    for (let id = 0; id < count; id++) {
      let place = (hashes[id] as number) & (places.length - 1);
      while (places[place] !== 0) place = (place + 1) & (places.length - 1);
      places[place] = id + 1;
    }
  };

  return (words) => {
    if (ids.length < words.count) ids = new Int32Array(2 * words.count);
    places.fill(0);
    let count = 0;
    const { text, starts, dashes } = words;

    const isAt = (id: number, start: number, length: number): boolean => {
      const other = first[id] as number;
      if (dashes[other] === 1 || lengthOf(words, other) !== length) return false;
      const from = starts[other] as number;
      for (let i = 0; i < length; i++)
        if (text.charCodeAt(from + i) !== text.charCodeAt(start + i)) return false;
      return true;
    };

    for (let word = 0; word < words.count; word++) {
      const start = starts[word] as number;
      const length = lengthOf(words, word);
      const isDash = dashes[word] === 1;
      const hash = isDash ? DASH_HASH : hashSpelling(text, start, start + length);
      let place = hash & (places.length - 1);
      let id = -1;
      for (let found = places[place] as number; found !== 0; found = places[place] as number) {
        const same = isDash ? dashes[first[found - 1] as number] === 1 : isAt(found - 1, start, length);
        if (same && hashes[found - 1] === hash) {
          id = found - 1;
          break;
        }
        place = (place + 1) & (places.length - 1);
      }
      if (id === -1) {
        if (count === first.length) growSpellings();
        id = count++;
        first[id] = word;
        occurrences[id] = 0;
        hashes[id] = hash;
        places[place] = id + 1;
        if (2 * count > places.length) growPlaces(count);
      }
      ids[word] = id;
      occurrences[id] = (occurrences[id] as number) + 1;
    }

    const has = (word: string): boolean => {
      const hash = hashSpelling(word, 0, word.length);
      let place = hash & (places.length - 1);
      for (let found = places[place] as number; found !== 0; found = places[place] as number) {
        const other = first[found - 1] as number;
        const isSame = hashes[found - 1] === hash && lengthOf(words, other) === word.length;
        if (isSame && text.startsWith(word, starts[other])) return true;
        place = (place + 1) & (places.length - 1);
      }
      return false;
    };

    return { ids, count, first, occurrences, hashes, has };
  };
}

const DASH_HASH = hashSpelling(DASH, 0, 1);

/** Hash of a spelling; not mixed, because the places are taken by all of its low bits. */
function hashSpelling(text: string, from: number, to: number): number {
  let hash = OFFSET;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME);
  return (hash ^ (hash >>> 15)) & 0x7fff_ffff;
}

/** Code units of a word that count. */
export function lengthOf({ starts, ends }: TextWords, word: number): number {
  return Math.min(MAX_SPELLING, (ends[word] as number) - (starts[word] as number));
}
