import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  compareTexts,
  hashAt,
  isSameText,
  textAt,
  textsOf,
} from '../../../../functions/common/domain/store/texts.ts';

/** Characters of one to four bytes, among them those that UTF-8 and UTF-16 order differently. */
const character = fc.constantFrom(
  'a',
  'A',
  'b',
  'é',
  'ß',
  '東',
  '\ue000',
  '\uf8ff',
  '\uffee',
  '😀',
  '𐀀',
  '🜁',
);
const text = fc.string({ unit: character, maxLength: 6 });
const texts = fc.array(text, { minLength: 1, maxLength: 8 });

test('packed texts are read as they were, whatever is beside them', () => {
  fc.assert(
    fc.property(texts, (list) => {
      const packed = textsOf(list);
      expect(list.map((_, place) => textAt(packed, place))).toEqual(list);
    }),
  );
});

test('half a character stays by itself', () => {
  const packed = textsOf(['a\ud83d', '\ude00b']);
  expect([textAt(packed, 0), textAt(packed, 1)]).toEqual(['a\ufffd', '\ufffdb']);
});

test('packed texts are the same, have the same hash and compare as their strings do', () => {
  fc.assert(
    fc.property(texts, texts, (list, others) => {
      const packed = textsOf([...list, ...others]);
      const copy = textsOf(others);
      const all = [...list, ...others];
      for (const [place, one] of all.entries()) {
        for (const [other, two] of all.entries()) {
          expect(Math.sign(compareTexts(packed, place, other))).toBe(one === two ? 0 : one < two ? -1 : 1);
        }
        for (const [other, two] of others.entries()) {
          expect(isSameText(packed, place, copy, other)).toBe(one === two);
          if (one === two) expect(hashAt(packed, place)).toBe(hashAt(copy, other));
        }
      }
    }),
  );
});
