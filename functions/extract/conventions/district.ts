/** Takes "Washington, D.C." as one place. A city and its state, as in "Denver, Colorado", stay two. */
import type { Mention } from '../../common/domain/post.ts';
import { replaced } from './mention.ts';

const CITY = 'Washington';
const DISTRICT = /^,? D(?:\.C\.?|C)(?![\p{L}\p{N}])/u;

/** The mention with the district that follows. */
export function withDistrict(text: string, mention: Mention): Mention {
  if (mention.text !== CITY || mention.type !== 'place') return mention;
  const district = DISTRICT.exec(text.slice(mention.end, mention.end + ', D.C. '.length));
  return district === null
    ? mention
    : replaced(text, mention, mention.start, mention.end + district[0].length);
}
