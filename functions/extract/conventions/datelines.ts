/** The place of a dateline: "JERUSALEM (AP) —" and "CAMBRIDGE, Mass. —" say where a report was written. */
import { canonicalName } from '../../common/domain/canonical-names.ts';
import type { Mention } from '../../common/domain/post.ts';

const AGENCY = String.raw`\(\p{Lu}[\p{L}. ]{1,20}\)`;
const DASH = '(?:—|–|--|- )';
/** After the town: a state or country, or an agency in brackets, or both; then a dash. */
const AFTER_TOWN = new RegExp(
  String.raw`^(?:, \p{Lu}[\p{L}. ]{1,20}?(?: ?${AGENCY})?| ?${AGENCY}) ?${DASH}`,
  'u',
);
const AFTER_REGION = new RegExp(`^(?: ?${AGENCY})? ?${DASH}`, 'u');
/** The longest of these. */
const MAX_AFTER = 52;
/** The line up to the state or country. */
const BEFORE_REGION = /(?:^|\n)\p{Lu}[\p{Lu}.' -]{2,30}, $/u;
const MAX_BEFORE = 36;

/** The mention as a place, if it is that of a dateline. */
export function withPlaceOfDateline(text: string, mention: Mention): Mention {
  if (mention.type === 'place') return mention;
  const isFirst = isTown(text, mention);
  if (!isFirst && !isRegion(text, mention)) return mention;
  const after = text.slice(mention.end, mention.end + MAX_AFTER);
  const isPlace = isFirst ? AFTER_TOWN.test(after) : AFTER_REGION.test(after);
  // "UNITED NATIONS (AP) —" names the body where the report was written.
  if (!isPlace || canonicalName(mention.text)?.type === 'organization') return mention;
  return { ...mention, type: 'place' };
}

/** A name in capitals that opens its line. */
function isTown(text: string, mention: Mention): boolean {
  const isFirst = mention.start === 0 || text.charAt(mention.start - 1) === '\n';
  return isFirst && mention.text === mention.text.toUpperCase();
}

function isRegion(text: string, { start }: Mention): boolean {
  return (
    text.startsWith(', ', start - 2) && BEFORE_REGION.test(text.slice(Math.max(0, start - MAX_BEFORE), start))
  );
}
