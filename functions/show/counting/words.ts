/**
 * Searching names by their words: whatever the case and the accents, each word that is searched for is the
 * beginning of a word of the name. Pure.
 *
 * A word with marks in it, such as "O'Brien", "Al-Qaida" or "U.S.", is found whole, without them, and by its
 * parts.
 */

/** Letters with a stroke or of two letters, which Unicode does not take apart. */
const plain: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ς: 'σ',
};

/** Nothing but ASCII letters, digits and single spaces: most names, and no folding but that of case. */
const simple = /^[A-Za-z0-9]+(?: [A-Za-z0-9]+)*$/;

/** A text without case and accents. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toUpperCase()
    .toLowerCase()
    .replace(/[øłđðþæœıς]/gu, (letter) => plain[letter] ?? letter);
}

/** The words that a name is found by, each after a space. */
export function wordsOf(name: string): string {
  if (simple.test(name)) return ` ${name.toLowerCase()}`;
  const words: string[] = [];
  for (const piece of fold(name).split(/\s+/u)) {
    const parts = piece.split(/[^\p{L}\p{N}]+/u).filter((part) => part !== '');
    if (parts.length > 1) words.push(parts.join(''));
    words.push(...parts);
  }
  return words.map((word) => ` ${word}`).join('');
}

/**
 * The words of a search, each after a space, in the form that matches `wordsOf`; none where the text has no
 * letter and no digit.
 */
export function searchedWords(text: string): readonly string[] {
  const pieces = fold(text)
    .split(/\s+/u)
    .map((piece) => piece.replace(/[^\p{L}\p{N}]+/gu, ''));
  return [...new Set(pieces)].filter((piece) => piece !== '').map((piece) => ` ${piece}`);
}
