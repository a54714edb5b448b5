/** From the mentions of one text to its counted entities. */
import { countNames } from '../common/merge.ts';
import type { Entity, Mention } from '../common/post.ts';

/**
 * Counts the mentions of one text: mentions with the same type and key are one entity.
 * @param _text the text they stand in
 * @param mentions what `extract` found in it
 */
export function countEntities(_text: string, mentions: readonly Mention[]): Entity[] {
  return countNames(mentions);
}
