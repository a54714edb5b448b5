/**
 * Words and sentences as the texts of the training were cut, by regular expressions: what the tagger's
 * scanner is compared with. Written from the description of the training data, and no faster than it has to
 * be.
 */

export interface ReadWord {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

const WORD =
  /https?:\/\/\S+|www\.\S+|(?:\p{Lu}\.){2,}|[@#][\p{L}\p{N}_]+|\p{N}+(?:[.,:/]\p{N}+)*(?:st|nd|rd|th|s|bn|m|k)?(?!\p{L})|(?:n['’]t|['’](?:s|re|ve|ll|d|m))(?![\p{L}\p{N}])|[\p{L}\p{M}\p{N}_]+?(?=n['’]t(?![\p{L}\p{N}]))|[\p{L}\p{M}\p{N}_]+(?:(?:['’‘]|&)(?!(?:s|re|ve|ll|d|m)(?![\p{L}\p{N}]))[\p{L}\p{M}\p{N}_]+)*|\.{2,}|-{2,}|\S/giu;

/** The words of a line before any full stop is given to an abbreviation. */
export function wordsByPattern(line: string): ReadWord[] {
  return [...line.matchAll(WORD)].map(({ 0: word, index }) => ({
    word,
    start: index,
    end: index + word.length,
  }));
}
