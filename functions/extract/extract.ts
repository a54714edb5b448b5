/**
 * Extraction is a pure function of the text: same text, same mentions, in every process and on every machine. Whatever finds the
 * names stands behind this one type.
 */
import type { Mention } from '../common/domain/post.ts';
import { extractWithCompromise } from './compromise.ts';
import { extractWithTagger } from './tagger/tagger.ts';

/** Finds the names in a text: mentions in order, none overlapping another, each with its exact place. */
export type Extract = (text: string) => Mention[];

export const extractorNames = ['tagger', 'compromise'] as const;
export type ExtractorName = (typeof extractorNames)[number];

/** The extractor of that name. */
export function extractorNamed(name: ExtractorName): Extract {
  return { tagger: extractWithTagger, compromise: extractWithCompromise }[name];
}

/** The default extractor. */
export const extract: Extract = extractWithTagger;
