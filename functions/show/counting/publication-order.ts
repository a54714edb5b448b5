/** Which publications of a sum are listed, and in which order. Pure. */
import { compareColumns, rankedColumns } from './by-column.ts';
import type { Sum } from './sum.ts';
import { searchedWords, wordsOf } from './words.ts';

/** Where two are equal, their names decide. */
export const publicationOrders = ['articles', 'name', 'updated'] as const;
export type PublicationOrder = (typeof publicationOrders)[number];

/**
 * The columns that have articles and whose names have the words searched for, or words that begin so.
 * @returns by articles or by the last change, the most and the latest first; or by name, in the order of
 *   letters
 */
export function chosenColumns(
  sum: Sum,
  { sort, search }: { readonly sort: PublicationOrder; readonly search: string | undefined },
): readonly number[] {
  const ranked = rankedColumns(sum);
  const wanted = search === undefined ? [] : searchedWords(search);
  const hasWords = (place: number): boolean => {
    const { id = '', name = id } = sum.columns[place] ?? {};
    const words = wordsOf(name);
    return wanted.every((word) => words.includes(word));
  };
  const found = wanted.length === 0 ? ranked : ranked.filter(hasWords);
  if (sort === 'articles') return found;
  const updatedAt = (place: number): number => sum.columns[place]?.updatedAt ?? 0;
  if (sort === 'updated')
    return found.toSorted((a, b) => updatedAt(b) - updatedAt(a) || compareColumns(sum, a, b));
  const { compare } = new Intl.Collator('en');
  const nameOf = (place: number): string => sum.columns[place]?.name ?? sum.columns[place]?.id ?? '';
  return found.toSorted((a, b) => compare(nameOf(a), nameOf(b)) || compareColumns(sum, a, b));
}
