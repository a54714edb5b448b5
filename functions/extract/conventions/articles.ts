/** The names that are said with their article, which is a part of them. */
import type { Mention } from '../../common/domain/post.ts';
import { replaced } from './mention.ts';

/**
 * After the article in a capital; "gambia" and "bahamas" also after "the", because the countries are always
 * said so.
 */
const ALWAYS = new Set(['hague', 'weeknd', 'dalles']);
const COUNTRIES = new Set(['gambia', 'bahamas']);
const LENGTH = 'the '.length;

/** The mention with its article, where that is a part of the name and nothing else has it. */
export function withArticle(text: string, mention: Mention, done: number): Mention {
  const start = mention.start - LENGTH;
  if (start < done) return mention;
  const article = text.slice(start, mention.start);
  const name = mention.text.toLowerCase();
  const belongs = article === 'The ' || article === 'THE ' ? ALWAYS.has(name) || COUNTRIES.has(name) : false;
  return belongs ? replaced(text, mention, start, mention.end) : mention;
}
