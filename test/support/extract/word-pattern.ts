/**
 * Cuts words and sentences as in the training texts, by regular expressions. Tests compare the tagger's
 * scanner with it. Written from the description of the training data, for clarity and not for speed.
 */

export interface ReadWord {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

const WORD =
  /https?:\/\/\S+|www\.\S+|(?:\p{Lu}\.){2,}|[@#][\p{L}\p{N}_]+|\p{N}+(?:[.,:/]\p{N}+)*(?:st|nd|rd|th|s|bn|m|k)?(?!\p{L})|(?:n['’]t|['’](?:s|re|ve|ll|d|m))(?![\p{L}\p{N}])|[\p{L}\p{M}\p{N}_]+?(?=n['’]t(?![\p{L}\p{N}]))|[\p{L}\p{M}\p{N}_]+(?:(?:['’‘]|&)(?!(?:s|re|ve|ll|d|m)(?![\p{L}\p{N}]))[\p{L}\p{M}\p{N}_]+)*|\.{2,}|-{2,}|\S/giu;

/** The words of a line, before full stops are joined to abbreviations. */
export function wordsByPattern(line: string): ReadWord[] {
  return [...line.matchAll(WORD)].map(({ 0: word, index }) => ({
    word,
    start: index,
    end: index + word.length,
  }));
}
