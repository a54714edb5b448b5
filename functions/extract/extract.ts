/**
 * Extraction is a pure function of the text: same text, same mentions, in every process and on every machine.
 * Every extractor has the same type, and its mentions are corrected in the same way.
 */
import type { Mention } from '../common/domain/post.ts';
import { extractWithCompromise } from './compromise.ts';
import type { ExtractorName } from './extractor-names.ts';
import { type Find, readNames } from './read-names.ts';
import { extractWithTagger } from './tagger/tagger.ts';

/**
 * Finds the mentions of a text that are counted: in order, without overlaps, each with its exact place.
 */
export type Extract = (text: string) => readonly Mention[];

/** The function that finds names for the extractor of that name. */
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
