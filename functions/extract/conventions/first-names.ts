/** First names, as compromise's lexicon has them. */
import { evidenceColumns, readEvidence } from '../tagger/features/evidence.ts';

let evidence: ((word: string) => number) | undefined;
const FIRST_NAME = 1 << evidenceColumns.indexOf('first-name');

/** Whether a word is a first name. */
export function isFirstName(word: string): boolean {
  evidence ??= readEvidence();
  return (evidence(word) & FIRST_NAME) !== 0;
}
