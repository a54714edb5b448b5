/**
 * From a text to its words as the network takes them: spellings looked up in the cache, traits, flags,
 * candidates and repeated names. Holds the cache: it alone knows which slots an article still needs.
 */
import { markCandidates } from './decoding/candidates.ts';
import { Flag, flagSentence, Trait, traitsOf } from './features/flags.ts';
import { MAX_GROUPS } from './network/memory-layer.ts';
import type { NetworkOptions, TaggerNetwork } from './network/network.ts';
import type { ArticleWords } from './network/window.ts';
import { createWordCache } from './network/word-cache.ts';
import { createDistinct, type DistinctWords, lengthOf } from './words/distinct.ts';
import { createWordReader, DASH, type TextWords } from './words/sentences.ts';

export interface TaggerArticle extends ArticleWords {
  readonly words: TextWords;
  /** For each word the number of its spelling. */
  readonly spellings: Int32Array;
}

/** Reads articles for a network, one after the other; an article's arrays belong to the next one. */
export function createArticleReader(
  encode: TaggerNetwork['encode'],
  { slots, windowWords }: NetworkOptions,
): (text: string) => TaggerArticle {
  const readWords = createWordReader();
  const findDistinct = createDistinct();
  const cache = createWordCache(slots);
  let room = 0;
  let traits = new Uint16Array(0);
  let flags = new Uint8Array(0);
  let wanted = new Uint8Array(0);
  let groups = new Int32Array(0);
  let slotOf = new Int32Array(0);
  let ofSpelling = new Int32Array(0);
  let spellingTraits = new Uint16Array(0);

  const grow = (count: number): void => {
    if (count <= room) return;
    room = 2 * count;
    traits = new Uint16Array(room);
    flags = new Uint8Array(room);
    wanted = new Uint8Array(room);
    groups = new Int32Array(room);
    slotOf = new Int32Array(room);
    ofSpelling = new Int32Array(room);
    spellingTraits = new Uint16Array(room);
  };

  /** Looks all spellings up; those in the cache need no second look for their traits. */
  const lookUp = (words: TextWords, distinct: DistinctWords): void => {
    for (let id = 0; id < distinct.count; id++) {
      const slot = findSlot(words, distinct, id);
      slotOf[id] = slot;
      spellingTraits[id] = slot === -1 ? traitsOf(spelling(words, distinct, id)) : cache.traitsOf(slot);
    }
  };

  const findSlot = (words: TextWords, distinct: DistinctWords, id: number): number => {
    const word = distinct.first[id] as number;
    const hash = distinct.hashes[id] as number;
    if (words.dashes[word] === 1) return cache.find(DASH, 0, 1, hash);
    const start = words.starts[word] as number;
    return cache.find(words.text, start, start + lengthOf(words, word), hash);
  };

  /**
   * Flags the words that the article also has in small letters, and numbers its repeated names, in whatever
   * case they are set.
   */
  const relate = (words: TextWords, distinct: DistinctWords): number => {
    const forms = new Map<string, number>();
    const occurrences: number[] = [];
    for (let id = 0; id < distinct.count; id++) {
      ofSpelling[id] = -1;
      const trait = spellingTraits[id] as number;
      if ((trait & Trait.hasCapital) === 0) continue;
      const small = spelling(words, distinct, id).toLowerCase();
      const form = forms.get(small) ?? occurrences.length;
      forms.set(small, form);
      occurrences[form] = (occurrences[form] ?? 0) + (distinct.occurrences[id] as number);
      ofSpelling[id] = form;
      if ((trait & Trait.startsCapital) !== 0 && distinct.has(small)) spellingTraits[id] = trait | ALSO_SMALL;
    }
    let groupCount = 0;
    const groupOf = occurrences.map((count) => (count > 1 && groupCount < MAX_GROUPS ? groupCount++ : -1));
    for (let i = 0; i < words.count; i++) {
      const id = distinct.ids[i] as number;
      const form = ofSpelling[id] as number;
      groups[i] = form === -1 ? -1 : (groupOf[form] as number);
      if (((spellingTraits[id] as number) & ALSO_SMALL) !== 0)
        flags[i] = (flags[i] as number) | Flag.alsoSmall;
    }
    return groupCount;
  };

  const createResolve = (words: TextWords, distinct: DistinctWords): ArticleWords['resolve'] => {
    const isShort = words.count <= windowWords;
    return (positions, first, into) => {
      const missing: string[] = [];
      const missingSlots: number[] = [];
      if (!isShort) cache.pin();
      for (const position of positions) {
        const id = distinct.ids[position + first] as number;
        // In a long article a slot may have gone to another word since it was last looked up.
        let slot = isShort ? (slotOf[id] as number) : findSlot(words, distinct, id);
        if (slot === -1) {
          const word = spelling(words, distinct, id);
          slot = cache.add(word, distinct.hashes[id] as number, (spellingTraits[id] as number) & ~ALSO_SMALL);
          slotOf[id] = slot;
          missing.push(word);
          missingSlots.push(slot);
        }
        into[position] = slot;
      }
      if (missing.length > 0) encode(missing, missingSlots);
    };
  };

  return (text) => {
    const words = readWords(text);
    const distinct = findDistinct(words);
    const { count } = words;
    grow(count);
    cache.pin();
    lookUp(words, distinct);
    for (let i = 0; i < count; i++) traits[i] = spellingTraits[distinct.ids[i] as number] as number;
    let first = 0;
    for (const end of words.sentenceEnds) {
      flagSentence(traits, flags, first, end);
      first = end;
    }
    const groupCount = relate(words, distinct);
    markCandidates(traits, count, wanted);
    const { ids: spellings } = distinct;
    return {
      words,
      spellings,
      count,
      flags,
      wanted,
      groups,
      groupCount,
      resolve: createResolve(words, distinct),
    };
  };
}

/** A bit beside the traits while an article is read. */
const ALSO_SMALL = 1 << 15;

function spelling(words: TextWords, { first }: DistinctWords, id: number): string {
  const word = first[id] as number;
  if (words.dashes[word] === 1) return DASH;
  const start = words.starts[word] as number;
  return words.text.slice(start, start + lengthOf(words, word));
}
