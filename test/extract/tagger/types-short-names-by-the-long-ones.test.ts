import { expect, test } from 'vitest';
import type { EntityType } from '../../../functions/common/domain/post.ts';
import type { TaggerArticle } from '../../../functions/extract/tagger/article.ts';
import { withFamilies } from '../../../functions/extract/tagger/mentions/families.ts';
import type { TaggedName } from '../../../functions/extract/tagger/mentions/names.ts';
import { withShortForms } from '../../../functions/extract/tagger/mentions/short-forms.ts';

const SURE = 4;
const DOUBTFUL = 0.4;

/** The types that the names of an article get. The article has a sentence for each of these names. */
function typed(names: readonly (readonly [EntityType, string, number])[]): string[] {
  const text = names.map(([, name]) => name).join(' ');
  const spans = [...text.matchAll(/\S+/g)].map(({ index, 0: word }) => [index, index + word.length] as const);
  let first = 0;
  const tagged = names.map(([type, name, odds]): TaggedName => {
    const after = first + name.split(' ').length;
    const span = { type, first, after, odds };
    first = after;
    return span;
  });
  const count = spans.length;
  const empty = new Uint8Array(count);
  const article: TaggerArticle = {
    words: {
      text,
      count,
      starts: Int32Array.from(spans, ([start]) => start),
      ends: Int32Array.from(spans, ([, end]) => end),
      sentenceEnds: [count],
      dashes: empty,
    },
    spellings: new Int32Array(count),
    count,
    flags: empty,
    wanted: empty,
    groups: new Int32Array(count),
    groupCount: 0,
    resolve: () => undefined,
  };
  return withFamilies(article, withShortForms(article, tagged)).map(({ type }) => type);
}

test('a doubtful person gets the type of the organization whose name begins with it', () => {
  expect(
    typed([
      ['organization', 'Wells BDDP', SURE],
      ['person', 'Wells', DOUBTFUL],
    ]),
  ).toEqual(['organization', 'organization']);
});

test('a person stays a person where the network is sure, or the article has the full name', () => {
  const trump = [
    ['organization', 'Trump Organization', SURE],
    ['person', 'Trump', SURE],
  ] as const;
  expect(typed(trump)).toEqual(['organization', 'person']);
  const wells = [
    ['person', 'Ida Wells', SURE],
    ['organization', 'Wells Society', SURE],
    ['person', 'Wells', DOUBTFUL],
  ] as const;
  expect(typed(wells)).toEqual(['person', 'organization', 'person']);
});

test('other names with the same beginning do not change the type', () => {
  const places = [
    ['place', 'Wells River', SURE],
    ['person', 'Wells', DOUBTFUL],
  ] as const;
  expect(typed(places)).toEqual(['place', 'person']);
});

test('the doubtful plural of a surname is a family', () => {
  const clintons = [
    ['person', 'Bill Clinton', SURE],
    ['organization', 'Clintons', DOUBTFUL],
    ['place', 'Clintons', DOUBTFUL],
  ] as const;
  expect(typed(clintons)).toEqual(['person', 'person', 'person']);
});

test('a plural stays what it is where the network is sure, or the article has no such surname', () => {
  const knicks = [
    ['person', 'Knick', DOUBTFUL],
    ['organization', 'Knicks', SURE],
    ['organization', 'Navas', DOUBTFUL],
  ] as const;
  expect(typed(knicks)).toEqual(['person', 'organization', 'organization']);
});
