/**
 * People's names whose halves are also other words: a surname that is a month, a family's name before a
 * hyphenated given one.
 */
import type { Mention } from '../../common/domain/post.ts';
import { isFirstName } from './lexicon.ts';
import { replaced } from './mention.ts';

/** After a first name, and before no number, a surname: "Theresa May", but "since May 2017". */
const MONTH = /^ (?:May|March|August)(?![\p{L}\p{N}-]| \d)/u;
/**
 * Family names of Korea and Taiwan, which come before the given name. Some are English words ("Son", "Moon",
 * "Ban").
 */
const FAMILIES = new Set(
  (
    'Ahn An Bae Baek Ban Bang Byun Cha Chang Chen Cheong Chiang Cho Choe Choi Choo Chu Chun Chung Do Eom Gu Ha Ham Han Heo Hong Hou Hsu ' +
    'Huang Hwang Im Jang Jeon Jeong Ji Jin Jo Ju Jung Kang Ki Kim Ko Koh Koo Kwak Kwon Lai Lee Lim Lin Ma Min Moon Na Nam No Noh Oh Pak ' +
    'Park Pyo Rhee Ri Roh Ryu Seo Shim Shin Sim So Son Song Soong Su Suh Sung Tak Tsai Um Wang Won Woo Wu Yang Yeo Yi Yim Yoo Yoon Yu Yun'
  ).split(' '),
);
const LONGEST_FAMILY = 6;
/** A given name of two halves, the second small in most papers. */
const GIVEN = /^\p{Lu}\p{Ll}{0,6}-\p{L}\p{Ll}{1,6}$/u;
const FAMILY_BEFORE = /(?<![\p{L}\p{N}'’-])(\p{Lu}\p{Ll}{0,5}) $/u;
const SECOND_HALF = /^-\p{Ll}{2,6}(?![\p{L}\p{N}-])/u;

/** Distinguishes people of one name: "Lucas Cranach the Elder". */
const BYNAME =
  /^ the (?:Elder|Younger|Great|Conqueror|Terrible|Magnificent|Confessor|Bold|Wise)(?![\p{L}\p{N}-]| \p{Lu})/u;
const MAX_BYNAME = ' the Magnificent X'.length;

/** The whole name of a person of whom a part was found. */
export function withWholeName(text: string, mention: Mention, done: number): Mention {
  if (mention.type !== 'person') return mention;
  if (text.startsWith(' the ', mention.end)) return withByname(text, mention);
  return withFamily(text, withSecondHalf(text, withMonth(text, mention)), done);
}

function withByname(text: string, mention: Mention): Mention {
  const byname = BYNAME.exec(text.slice(mention.end, mention.end + MAX_BYNAME));
  return byname === null ? mention : replaced(text, mention, mention.start, mention.end + byname[0].length);
}

function withMonth(text: string, mention: Mention): Mention {
  const { start, end } = mention;
  if (!text.startsWith(' M', end) && !text.startsWith(' A', end)) return mention;
  const month = MONTH.exec(text.slice(end, end + ' August 1'.length));
  return month !== null && isFirstName(mention.text)
    ? replaced(text, mention, start, end + month[0].length)
    : mention;
}

function withFamily(text: string, mention: Mention, done: number): Mention {
  if (!GIVEN.test(mention.text)) return mention;
  const from = Math.max(done, mention.start - LONGEST_FAMILY - 2);
  const [, family = ''] = FAMILY_BEFORE.exec(text.slice(from, mention.start)) ?? [];
  if (!FAMILIES.has(family)) return mention;
  return replaced(text, mention, mention.start - family.length - 1, mention.end);
}

/** "Ban Ki" and "-moon" after it. */
function withSecondHalf(text: string, mention: Mention): Mention {
  const { start, end } = mention;
  if (text.charCodeAt(end) !== 0x2d || !FAMILIES.has(mention.text.split(' ', 1)[0] ?? '')) return mention;
  if (!/^\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}{0,6}$/u.test(mention.text)) return mention;
  const half = SECOND_HALF.exec(text.slice(end, end + '-second '.length));
  if (half === null || COMPOUNDS.has(half[0])) return mention;
  return replaced(text, mention, start, end + half[0].length);
}

/** Go on after any name: "a Kim Jong-led delegation". */
const COMPOUNDS = new Set([
  '-led',
  '-era',
  '-style',
  '-like',
  '-backed',
  '-based',
  '-owned',
  '-born',
  '-run',
  '-made',
  '-the',
  '-and',
  '-who',
  '-his',
  '-her',
]);
