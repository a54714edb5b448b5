import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entityKey } from '../../../../functions/common/domain/keys.ts';
import { type EntityType, entityTypes } from '../../../../functions/common/domain/post.ts';
import { countsOfDays, namesOf } from '../../../../functions/common/domain/store/day-counts.ts';
import type { DayDocument } from '../../../../functions/common/domain/store/documents.ts';
import {
  articlesIn,
  fieldOf,
  MAX_MENTIONS_PER_DOCUMENT,
  mentionsIn,
  tallyOf,
  textOf,
} from '../../../../functions/common/domain/store/tally.ts';

const type = fc.constantFrom(...entityTypes);
const spelling = fc.constantFrom('Ada', 'ADA', 'ada', 'Paris', "Paris'", '__x__', '\\__x__', '\\', 'ß');
/** The names of an article, each exact spelling once. */
const article = fc.uniqueArray(fc.record({ type, text: spelling, count: fc.integer({ min: 1, max: 99 }) }), {
  maxLength: 8,
  selector: (name) => `${name.type} ${name.text}`,
});
type NamedArticle = typeof article extends fc.Arbitrary<infer Value> ? Value : never;

/** The day document of these articles, added or subtracted. */
function documentOf(articles: readonly NamedArticle[], sign: 1 | -1 = 1): DayDocument {
  const maps: Partial<Record<EntityType, Record<string, number>>> = {};
  for (const { type: of, text, count } of articles.flat()) {
    const own = maps[of] ?? {};
    maps[of] = own;
    own[fieldOf(text)] = (own[fieldOf(text)] ?? 0) + tallyOf(sign, sign * count);
  }
  return { publication: 'p', day: '2026-11-27', name: 'P', articles: sign * articles.length, ...maps };
}

/** Names with their counts, summed by hand. */
function foldByHand(articles: readonly NamedArticle[]): Map<string, string> {
  const sums = new Map<string, [number, number]>();
  for (const { type: of, text, count } of articles.flat()) {
    const place = `${of} ${entityKey(text)}`;
    const [named, mentioned] = sums.get(place) ?? [0, 0];
    sums.set(place, [named + 1, mentioned + count]);
  }
  return new Map([...sums].map(([place, counts]) => [place, counts.join()]));
}

function found(documents: readonly DayDocument[]): Map<string, string> {
  const names = namesOf(countsOfDays(documents));
  return new Map(names.map((one) => [`${one.type} ${one.key}`, `${one.articles},${one.mentions}`]));
}

const articles = fc.array(article, { maxLength: 12 });

test('articles divided over documents in any way give the same counts', () => {
  fc.assert(
    fc.property(articles, fc.array(fc.nat(4), { minLength: 12, maxLength: 12 }), (list, places) => {
      const groups = [...Map.groupBy(list, (_, index) => places[index]).values()];
      const documents = groups.map((group) => documentOf(group));
      expect(found(documents)).toEqual(foldByHand(list));
      expect(found(documents.toReversed())).toEqual(foldByHand(list));
      expect(countsOfDays(documents).articles).toBe(list.length);
    }),
  );
});

test('subtracted articles leave the counts and the spellings of the others', () => {
  fc.assert(
    fc.property(articles, articles, (kept, forgotten) => {
      const all = [documentOf([...kept, ...forgotten]), ...forgotten.map((one) => documentOf([one], -1))];
      expect(found(all)).toEqual(foldByHand(kept));
      const texts = (documents: readonly DayDocument[]): string[] =>
        namesOf(countsOfDays(documents))
          .map((name) => `${name.type} ${name.text}`)
          .toSorted();
      expect(texts(all)).toEqual(texts([documentOf(kept)]));
    }),
  );
});

test('a tally holds its articles and mentions, and tallies of one sign add up', () => {
  const half = Math.floor(MAX_MENTIONS_PER_DOCUMENT / 2);
  const counts = fc.tuple(fc.nat(4_000_000), fc.nat(half));
  fc.assert(
    fc.property(counts, counts, fc.constantFrom(1, -1), ([a, m], [b, n], sign) => {
      const sum = tallyOf(sign * a, sign * m) + tallyOf(sign * b, sign * n);
      expect(Number.isSafeInteger(sum)).toBe(true);
      expect([articlesIn(sum), mentionsIn(sum)]).toEqual([sign * (a + b) + 0, sign * (m + n) + 0]);
    }),
  );
});

test('every text has its own field, and none is a name that Firestore reserves', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('_', '\\', 'x', '.', '`', '\n') }),
  );
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(textOf(fieldOf(a))).toBe(a);
      expect(/^__.*__$/su.test(fieldOf(a))).toBe(false);
      if (a !== b) expect(fieldOf(a)).not.toBe(fieldOf(b));
    }),
  );
});
