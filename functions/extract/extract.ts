/**
 * Extraction is a pure function of the text: same text, same mentions, in every process and on every machine.
 * Whatever finds the names stands behind one type, and what it found is corrected in one way.
 */
import type { Mention } from '../common/domain/post.ts';
import { extractWithCompromise } from './compromise.ts';
import type { ExtractorName } from './extractor-names.ts';
import { type Find, readNames } from './read-names.ts';
import { extractWithTagger } from './tagger/tagger.ts';

/**
 * The mentions of a text, as they are counted: in order, none overlapping another, each with its exact place.
 */
export type Extract = (text: string) => readonly Mention[];

/** What finds names for the extractor of that name. */
export function finderNamed(name: ExtractorName): Find {
  return { tagger: extractWithTagger, compromise: extractWithCompromise }[name];
}

/** The extractor of that name. */
export function extractorNamed(name: ExtractorName): Extract {
  return extractorWith(finderNamed(name));
}

/** The extractor that corrects what `find` finds. */
export function extractorWith(find: Find): Extract {
  return (text) => readNames(find, text).mentions;
}

/** The default extractor. */
export const extract: Extract = extractorNamed('tagger');
