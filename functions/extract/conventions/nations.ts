/** Ministries, councils and associations are named with their country: "the Algerian Foreign Ministry". */
import type { Mention } from '../../common/domain/post.ts';
import { isDemonym } from './lexicon.ts';
import { replaced } from './mention.ts';

/** Bodies that many countries have under one name. */
const BODY =
  /(?:^| )(?:Ministry|Cabinet|Council|Confederation|Federation|Association|Commission|Committee|Senate|Parliament|Embassy|Army|Navy|Bank|Agency|Authority|Court|Institute|Academy|Congress|Department|Chamber|Assembly|FA)(?: |$)/;
const NATION = /(?<![\p{L}\p{N}’'-])(\p{Lu}\p{Ll}{2,15}) $/u;
const MAX_NATION = 18;

/** The mention with the country before it, where nothing else has it. */
export function withNation(text: string, mention: Mention, done: number): Mention {
  if (mention.type !== 'organization' || text.charCodeAt(mention.start - 1) !== 0x20) return mention;
  if (!BODY.test(mention.text)) return mention;
  const [, nation = ''] =
    NATION.exec(text.slice(Math.max(0, mention.start - MAX_NATION), mention.start)) ?? [];
  const start = mention.start - nation.length - 1;
  if (nation === '' || start < done || !isDemonym(nation)) return mention;
  return replaced(text, mention, start, mention.end);
}
