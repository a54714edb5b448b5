/** The names of a text in the form that tests compare. */
import { finderNamed } from '../../../functions/extract/extract.ts';
import { readNames } from '../../../functions/extract/read-names.ts';

/** `type text count` of each name that the tagger finds, in the order of their first mention. */
export function countedNames(content: string): string[] {
  return readNames(finderNamed('tagger'), content).entities.map(
    ({ type, text, count }) => `${type} ${text} ${count}`,
  );
}
