/**
 * Whether two capital words make one name, as far as compromise's lexicon knows: New York, Yoweri Museveni.
 */
import { type Lexicon, openLexicon } from '../features/lexicon.ts';

const NAMES = new Set(['Person', 'City', 'Country', 'Region', 'Place', 'Organization', 'SportsTeam']);
const FIRST_NAMES = new Set(['FirstName', 'MaleName', 'FemaleName']);

/** Opened when it is first asked for: few texts break a line inside of a name. */
let lexicon: Lexicon | undefined;

/** Whether `first` and `second` are one name when only a line end is between them. */
export function isOneName(first: string, second: string): boolean {
  lexicon ??= openLexicon();
  const [a, b] = [first.toLowerCase(), second.toLowerCase()];
  if (lexicon.tagsOf(`${a} ${b}`).some((tag) => NAMES.has(tag))) return true;
  const tags = lexicon.tagsOf(b);
  const isFirstName = lexicon.tagsOf(a).some((tag) => FIRST_NAMES.has(tag));
  return isFirstName && (tags.length === 0 || tags.includes('LastName'));
}
