/** Acronyms in brackets, as a feature of the run before them and of themselves. */
import type { TaggedDocument } from './document.ts';
import { Shape } from './shape.ts';
import { Mark } from './terms.ts';
import type { Word } from './words.ts';

/** Whether brackets with the run's initials follow: 1, or other capitals: 2; whether it is itself such brackets: 3, 4. */
export function acronymOf(document: TaggedDocument, start: number, end: number): number {
  const { words, before, after } = document;
  if (((before[end] ?? 0) & Mark.open) !== 0 && words[end]?.shape === Shape.capitals) {
    return hasInitials(document, start, end, (words[end] as Word).text) ? 1 : 2;
  }
  const word = words[start] as Word;
  if (end - start !== 1 || word.shape !== Shape.capitals || start === 0) return 0;
  if (((before[start] as number) & Mark.open) === 0 || ((after[start] as number) & Mark.close) === 0)
    return 0;
  return hasInitials(document, Math.max(0, start - MAX_EXPANSION), start, word.text) ? 3 : 4;
}

/** Longest name looked back at for an acronym. */
const MAX_EXPANSION = 12;

/** Whether the capital words of tokens[start, end) end in words with these initials. */
function hasInitials(document: TaggedDocument, start: number, end: number, acronym: string): boolean {
  let letter = acronym.length - 1;
  for (let i = end - 1; i >= start && letter >= 0; i--) {
    const word = document.words[i] as Word;
    if (word.text.charAt(0).toUpperCase() === acronym.charAt(letter)) letter--;
    else if (word.capital) return false;
  }
  return letter < 0;
}
