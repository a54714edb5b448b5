/**
 * The flags of a word that the first layer reads beside its vector: whether it opens its sentence, whether
 * the sentence is set in capitals, and whether the article spells it in lower case elsewhere.
 */

/** Bits of a word's flag. */
export const Flag = { opensSentence: 1, inCapitals: 2, alsoSmall: 4 } as const;

export const FLAGS = 8;

/** The traits of a word's spelling that decide its flags and the candidates; bits of `traitsOf`. */
export const Trait = {
  hasCapital: 1,
  startsAlphanumeric: 2,
  startsAlphabetic: 4,
  isLong: 8,
  startsCapital: 16,
  isHyphen: 32,
  isParticle: 64,
  /** A function word with a capital, as it opens a sentence. */
  isFunctionWord: 128,
} as const;

/** May begin or join a name in small letters: Osama bin Laden, Ursula von der Leyen. */
const PARTICLES = new Set(
  'al el bin ibn ben abu ould de da das do dos du del della di van von der den ter la le los las af av zu ul ur e y'.split(
    ' ',
  ),
);

/**
 * Function words: with a capital and no other beside it, no name. Those that are names as well, as "Will" and
 * "May", are not here.
 */
const FUNCTION_WORDS = new Set(
  (
    'the a an this that these those he she it they we you i his her its their our my your in on at by for from with of to as and but or ' +
    'if when while after before since because although though however meanwhile also so then there here what who why how where which ' +
    'both some many most all no not one two more another other such even just only still yet now is are was were be been has have had ' +
    'do does did would could might should must about over under between during through against among without within despite according'
  ).split(' '),
);

/** The traits of a word. */
export function traitsOf(word: string): number {
  return (
    (/\p{Lu}/u.test(word) ? Trait.hasCapital : 0) |
    (/^[\p{L}\p{N}]/u.test(word) ? Trait.startsAlphanumeric : 0) |
    (/^\p{L}/u.test(word) ? Trait.startsAlphabetic : 0) |
    (word.length > 3 ? Trait.isLong : 0) |
    (/^\p{Lu}/u.test(word) ? Trait.startsCapital : 0) |
    (word === '-' || word === '–' ? Trait.isHyphen : 0) |
    (PARTICLES.has(word) ? Trait.isParticle : 0) |
    (/^\p{Lu}\p{Ll}*$/u.test(word) && FUNCTION_WORDS.has(word.toLowerCase()) ? Trait.isFunctionWord : 0)
  );
}

/**
 * A sentence is in capitals when it has at least this many long words, and at least this share of them begins
 * with a capital.
 */
const CAPITALS = { words: 4, share: 0.65 } as const;

/**
 * Fills the flags of one sentence, but for `alsoSmall`, which takes the whole article.
 * @param traits of each word of the article
 */
export function flagSentence(traits: Uint16Array, flags: Uint8Array, from: number, to: number): void {
  let long = 0;
  let capitals = 0;
  let opener = -1;
  for (let i = from; i < to; i++) {
    const trait = traits[i] as number;
    if (opener === -1 && (trait & Trait.startsAlphanumeric) !== 0) opener = i;
    if ((trait & LONG_WORD) !== LONG_WORD) continue;
    long++;
    if ((trait & Trait.startsCapital) !== 0) capitals++;
  }
  const inCapitals = long >= CAPITALS.words && capitals >= CAPITALS.share * long ? Flag.inCapitals : 0;
  flags.fill(inCapitals, from, to);
  if (opener !== -1) flags[opener] = inCapitals | Flag.opensSentence;
}

const LONG_WORD = Trait.startsAlphabetic | Trait.isLong;
