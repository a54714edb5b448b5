/**
 * From names of words to mentions: what the article decides, the form that counts, the place in the text, and
 * the score.
 */
import { type EntityType, MAX_ENTITY_TEXT_LENGTH, type Mention } from '../../../common/domain/post.ts';
import type { TaggerArticle } from '../article.ts';
import { scoreOf } from '../decoding/confidence.ts';
import type { Curve } from '../network/weights.ts';
import { withAcronyms } from './acronyms.ts';
import { agree } from './agreement.ts';
import { withFamilies } from './families.ts';
import { settle } from './forms.ts';
import { namesOf } from './names.ts';
import { withShortForms } from './short-forms.ts';

/** A name with UTF-16 offsets, `end` exclusive. */
export interface FoundName {
  readonly type: EntityType;
  readonly start: number;
  readonly end: number;
  /** The log odds that it is right, as the network has them. */
  readonly odds: number;
}

/**
 * Names with lower log odds, a score below 0.1, are left out: of 254 such names in four annotated sets 97 are
 * right, which costs more precision than it gains recall.
 */
const LEAST_ODDS = -1.93;

/**
 * The names of an article by their place, in order.
 * @param scores of its wanted words
 */
export function findNames(article: TaggerArticle, scores: Float32Array): FoundName[] {
  const { starts, ends } = article.words;
  const agreed = withFamilies(article, withShortForms(article, agree(article, namesOf(article, scores))));
  const names = settle(article, withAcronyms(article, agreed));
  return names.flatMap(({ type, first, after, odds }) => {
    const [start, end] = [starts[first] ?? 0, ends[after - 1] ?? 0];
    return end - start > MAX_ENTITY_TEXT_LENGTH || odds < LEAST_ODDS ? [] : [{ type, start, end, odds }];
  });
}

/** Names as mentions: with their text, and their odds turned into a score. */
export function toMentions(
  text: string,
  names: readonly FoundName[],
  calibration: Readonly<Record<EntityType, Curve>>,
): Mention[] {
  return names.map(({ type, start, end, odds }) => ({
    type,
    text: text.slice(start, end),
    start,
    end,
    score: scoreOf(odds, calibration[type]),
  }));
}
