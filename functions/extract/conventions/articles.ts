/** The names that are written with their article, which is a part of them. */
import type { Mention } from '../../common/domain/post.ts';
import { replaced } from './mention.ts';

/**
 * After the article in a capital; "gambia" and "bahamas" also after "the", because the countries are always
 * said so.
 */
const ALWAYS = new Set(['hague', 'weeknd', 'dalles']);
const COUNTRIES = new Set(['gambia', 'bahamas']);
const LENGTH = 'the '.length;
const CAPITAL_T = 0x54;
/** Newspapers and agencies are written with a capital article also within a sentence: "in The Daily Star". */
const PAPER =
  /(?:^| )(?:Post|Times|Star|Sun|Herald|Tribune|Press|Guardian|Express|Shimbun|Telegraph|Independent|Economist|Journal|Mail|Gazette|News|Advocate|Mirror|Monitor|Observer|Chronicle|Globe|Standard|Nation|Examiner|Inquirer|Citizen)$/;
const WITHIN_SENTENCE = /[\p{Ll},;] $/u;

/** The mention with its article, where that is a part of the name and nothing else has it. */
export function withArticle(text: string, mention: Mention, done: number): Mention {
  const start = mention.start - LENGTH;
  if (start < done || text.charCodeAt(start) !== CAPITAL_T) return mention;
  const article = text.slice(start, mention.start);
  const name = mention.text.toLowerCase();
  const belongs = article === 'The ' || article === 'THE ' ? ALWAYS.has(name) || COUNTRIES.has(name) : false;
  const isPaper =
    article === 'The ' &&
    mention.type === 'organization' &&
    PAPER.test(mention.text) &&
    WITHIN_SENTENCE.test(text.slice(Math.max(0, start - 2), start));
  return belongs || isPaper ? replaced(text, mention, start, mention.end) : mention;
}
