/**
 * Names as people mean them: corrects the mentions that an extractor found in a cleaned text, by conventions
 * of news that hold for every extractor. Each step is one rule, in its own file. Their order matters, because
 * a part of a mention may be a name that a later rule extends.
 */
import type { Mention } from '../../common/domain/post.ts';
import { withArticle } from './articles.ts';
import { isTag } from './codes.ts';
import { isCompanyWord, withCompanyEnding } from './companies.ts';
import { withPlaceOfDateline } from './datelines.ts';
import { withDistrict } from './district.ts';
import { withNation } from './nations.ts';
import { partsOf } from './parts.ts';
import { withWholeName } from './people.ts';

/** Corrects the mentions of a text: in order again, none overlapping another. */
export function asPeopleMean(text: string, mentions: readonly Mention[]): Mention[] {
  const corrected: Mention[] = [];
  let done = 0;
  for (const mention of mentions) {
    for (const part of partsOf(text, mention)) {
      if (part.start < done || isTag(text, part) || isCompanyWord(part.text)) continue;
      const placed = withDistrict(text, withPlaceOfDateline(text, part));
      const named = withCompanyEnding(text, withWholeName(text, placed, done));
      const whole = withArticle(text, withNation(text, named, done), done);
      corrected.push(whole);
      done = whole.end;
    }
  }
  return corrected;
}
