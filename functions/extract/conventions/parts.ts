/**
 * Cuts a mention at what separates names: dashes and other marks, an owner's possessive, a sentence that ends
 * in "U.S.", the pronoun "I".
 */
import { endsInCompanysPossessive } from '../../common/domain/canonical-names.ts';
import type { EntityType, Mention } from '../../common/domain/post.ts';
import { isFirstName } from './lexicon.ts';
import { replaced } from './mention.ts';

/** Marks that no name holds. */
const SEPARATOR = /\s*(?:[\n\t|•…]|--+|\.{2,}|\s[+*—]\s| {3,})\s*/gu;
const HAS_SEPARATOR = /[\n\t|•…+*]|--|\.\.| {3}| — /u;
/** An owner's name, the end of a sentence and the pronoun have one of these. */
const MAY_BE_CUT = /s |\. | I$/;
/** Something with a capital letter or a number is left of a part. */
const NAMELIKE = /[\p{Lu}\p{Lt}\p{Lo}\p{N}]/u;

/** The names in a mention, in order: mostly itself. */
export function partsOf(text: string, mention: Mention): readonly Mention[] {
  const hasSeparator = HAS_SEPARATOR.test(mention.text);
  if (!hasSeparator && !MAY_BE_CUT.test(mention.text)) return [mention];
  const parts = hasSeparator ? separated(text, mention) : [mention];
  return parts
    .flatMap((part) => owned(text, part))
    .flatMap((part) => afterSentence(text, part))
    .map((part) => withoutPronoun(text, part));
}

function separated(text: string, mention: Mention): Mention[] {
  const parts: Mention[] = [];
  let from = mention.start;
  const close = (end: number): void => {
    if (NAMELIKE.test(text.slice(from, end))) parts.push(replaced(text, mention, from, end));
  };
  for (const { 0: mark, index } of mention.text.matchAll(SEPARATOR)) {
    close(mention.start + index);
    from = mention.start + index + mark.length;
  }
  close(mention.end);
  return parts;
}

/** An owner of two words or more, and the thing owned: "George Lucas's Lucasfilm". */
const OWNED =
  /^((\p{Lu}[\p{L}.-]*)(?: (?:\p{Lu}[\p{L}.'’-]*|de|van|von|bin|al|el|da)){1,3})['’]s (\p{Lu}.*)$/u;
/**
 * End what only looks like an owner, because the possessive is a part of the name: "Christian People's
 * Party".
 */
const PART_OF_NAME =
  /(?:people|women|men|children|worker|farmer|king|queen|prince|veteran|year|mother|father|player|director)$/iu;

/** Are owned by somebody in the name of one thing. */
const OWNED_IN_NAME =
  /\b(?:Sons|Brothers|Regiment|Party|Church|Cathedral|School|College|Hospital|Foundation|House|Office|Law|Bar|Day)\b/u;

/**
 * Cuts owner and owned where the owner begins with a first name; other possessives are parts of names
 * (People's Party, King's College).
 */
function owned(text: string, mention: Mention): Mention[] {
  if (mention.type === 'place' || !mention.text.includes('s ')) return [mention];
  const match = OWNED.exec(mention.text);
  const [, owner = '', first = '', thing = ''] = match ?? [];
  if (match === null || PART_OF_NAME.test(owner) || OWNED_IN_NAME.test(thing)) return [mention];
  if (endsInCompanysPossessive(`${owner}'s`) || !isFirstName(first)) return [mention];
  const start = mention.end - thing.length;
  return [
    { ...replaced(text, mention, mention.start, mention.start + owner.length), type: 'person' },
    { ...replaced(text, mention, start, mention.end), type: 'organization' },
  ];
}

/** Countries and bodies whose abbreviation may end a sentence. */
const ABBREVIATION: Readonly<Record<string, EntityType>> = {
  'U.S.': 'place',
  'U.S.A.': 'place',
  'U.K.': 'place',
  'U.N.': 'organization',
  'E.U.': 'organization',
  'D.C.': 'place',
};
const BEGINS = /^(U\.S\.A\.|U\.S\.|U\.K\.|U\.N\.|E\.U\.) (?=\p{Lu})/u;

/** "left the U.S. Obama stayed": a person is not named after a country. */
function afterSentence(text: string, mention: Mention): Mention[] {
  if (mention.type !== 'person' || !mention.text.includes('. ')) return [mention];
  const [found, abbreviation = ''] = BEGINS.exec(mention.text) ?? [];
  const type = ABBREVIATION[abbreviation];
  if (found === undefined || type === undefined) return [mention];
  const { start, end } = mention;
  return [
    { ...replaced(text, mention, start, start + abbreviation.length), type },
    replaced(text, mention, start + found.length, end),
  ];
}

/** "In Pyongyang I saw": only a person's name ends in the number I. */
function withoutPronoun(text: string, mention: Mention): Mention {
  if (mention.type === 'person' || !mention.text.endsWith(' I')) return mention;
  const isSubject = /^ \p{Ll}/u.test(text.slice(mention.end, mention.end + 2));
  return isSubject ? replaced(text, mention, mention.start, mention.end - ' I'.length) : mention;
}
