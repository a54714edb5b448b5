import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Entity, entityTypes } from '../../../../functions/common/domain/post.ts';
import { countsOfDays, type DayCounts } from '../../../../functions/common/domain/store/day-counts.ts';
import { MAX_NAMES_PER_WRITE } from '../../../../functions/common/domain/store/day-documents.ts';
import type { DayDocument } from '../../../../functions/common/domain/store/documents.ts';
import {
  articlesIn,
  fieldOf,
  MAX_MENTIONS_PER_DOCUMENT,
  mentionsIn,
  tallyOf,
} from '../../../../functions/common/domain/store/tally.ts';
import { type ChangeShare, sharesOf } from '../../../../tools/correct/day-change.ts';
import { createDaySum, isWrong, planDay } from '../../../../tools/correct/recount/plan.ts';

const texts = fc.constantFrom('Ada', 'ADA', 'Paris', '__x__', '\\', 'constructor');
const article = fc
  .uniqueArray(
    fc.record({ type: fc.constantFrom(...entityTypes), text: texts, count: fc.integer({ min: 1, max: 9 }) }),
    {
      maxLength: 6,
      selector: ({ type, text }) => `${type} ${text}`,
    },
  )
  .map((names): readonly Entity[] => names);
const signed = fc.integer({ min: -1_000, max: 1_000 });

/** A document whose tallies have one sign, as every writer keeps them. */
const document = fc
  .tuple(fc.boolean(), signed, signed, fc.dictionary(texts, fc.tuple(fc.nat(50), fc.nat(900))))
  .chain(([isNegative, articles, otherLanguage, names]) =>
    fc.constantFrom(...entityTypes).map((type): DayDocument => {
      const sign = isNegative ? -1 : 1;
      const fields = Object.entries(names).map(([text, [a, m]]) => [
        fieldOf(text),
        tallyOf(sign * a, sign * m),
      ]);
      return {
        publication: 'p',
        day: '2026-11-27',
        name: 'P',
        articles,
        otherLanguage,
        [type]: Object.fromEntries(fields),
      };
    }),
  );

function documentOf({ articles, otherLanguage, names }: ChangeShare): DayDocument {
  const maps = entityTypes.map((type) => {
    const own = names.filter((name) => name.type === type);
    return [type, Object.fromEntries(own.map(({ text, tally }) => [fieldOf(text), tally]))] as const;
  });
  return {
    publication: 'p',
    day: '2026-11-27',
    name: 'P',
    articles,
    otherLanguage,
    ...Object.fromEntries(maps),
  };
}

/** Counts without spellings whose tallies are 0. */
function plain(counts: DayCounts): unknown {
  return {
    articles: counts.articles,
    otherLanguage: counts.otherLanguage,
    ...Object.fromEntries(
      entityTypes.map((type) => [
        type,
        new Map([...counts.spellings[type]].filter(([, one]) => one.articles !== 0 || one.mentions !== 0)),
      ]),
    ),
  };
}

test('the corrections turn any counters into the sum of the records', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(article, fc.boolean()), { maxLength: 8 }),
      fc.array(document, { maxLength: 5 }),
      (articles, documents) => {
        const sum = createDaySum();
        const truth = createDaySum();
        for (const [names, isOtherLanguage] of articles) {
          sum.add(names, isOtherLanguage);
          truth.add(names, isOtherLanguage);
        }
        const plan = planDay('2026-11-27', sum, countsOfDays(documents));
        const corrected = countsOfDays([...documents, ...sharesOf(plan).map(documentOf)]);
        expect(plain(corrected)).toEqual(
          plain({
            name: '',
            changed: 0,
            articles: truth.articles(),
            otherLanguage: truth.otherLanguage(),
            spellings: truth.spellings,
          }),
        );
        expect(isWrong(planDay('2026-11-27', sum, corrected))).toBe(false);
      },
    ),
  );
});

test('the parts of a change fit into documents, have tallies of one sign, and add up to the change', () => {
  const change = fc.record({
    type: fc.constantFrom(...entityTypes),
    text: fc.string({ minLength: 1, maxLength: 200, unit: 'binary' }),
    articles: fc.integer({ min: -100_000, max: 100_000 }),
    mentions: fc.integer({ min: -3_000_000_000, max: 3_000_000_000 }),
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(change, { maxLength: 1_200, selector: ({ type, text }) => `${type} ${text}` }),
      signed,
      signed,
      (names, articles, otherLanguage) => {
        const shares = sharesOf({ articles, otherLanguage, names });
        const sums = new Map<string, [number, number]>();
        for (const share of shares) {
          expect(share.names.length).toBeLessThanOrEqual(MAX_NAMES_PER_WRITE);
          expect(share.bytes).toBeLessThanOrEqual(200_000);
          expect(share.mentions).toBeLessThanOrEqual(MAX_MENTIONS_PER_DOCUMENT);
          for (const { type, text, tally } of share.names) {
            expect(tally < 0).toBe(share.isNegative && tally !== 0);
            const [a, m] = sums.get(`${type} ${text}`) ?? [0, 0];
            sums.set(`${type} ${text}`, [a + articlesIn(tally), m + mentionsIn(tally)]);
          }
        }
        expect(shares.reduce((sum, share) => sum + share.articles, 0)).toBe(articles);
        expect(shares.reduce((sum, share) => sum + share.otherLanguage, 0)).toBe(otherLanguage);
        for (const one of names)
          expect(sums.get(`${one.type} ${one.text}`) ?? [0, 0]).toEqual([one.articles, one.mentions]);
      },
    ),
    { numRuns: 30 },
  );
});
