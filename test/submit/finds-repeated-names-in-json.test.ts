import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scanJson } from '../../functions/submit/scan-json.ts';

const repeatedIn = (text: string): unknown =>
  [...scanJson(text, 1_000_000).repeated].map(([index, names]) => [index, [...names]]);

test('a text that JSON.stringify has written repeats no name, whatever its strings contain', () => {
  fc.assert(
    fc.property(fc.json({ noUnicodeString: false, maxDepth: 4 }), fc.boolean(), (text, spaced) => {
      const written = spaced ? JSON.stringify(JSON.parse(text), null, 2) : text;
      expect(repeatedIn(written)).toEqual([]);
    }),
  );
});

test('a repeated name is found at every position and in every escape', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.json(), { minKeys: 1, maxKeys: 5 }),
      fc.nat(),
      (fields, pick) => {
        const names = Object.keys(fields);
        const name = names[pick % names.length] ?? '';
        const escaped = [...Array(name.length).keys()]
          .map((at) => `\\u${name.charCodeAt(at).toString(16).padStart(4, '0')}`)
          .join('');
        const members = Object.entries(fields).map(([key, value]) => `${JSON.stringify(key)}: ${value}`);
        const object = `{ ${members.join(' , ')}, "${escaped}" : "\\"{,:[" }`;
        expect(repeatedIn(object)).toEqual([[0, [name]]]);
        expect(repeatedIn(`[{"a":"b"}, ["x","x"], ${object}]`)).toEqual([[2, [name]]]);
      },
    ),
  );
});

test('names inside a nested value are not names of the post', () => {
  expect(repeatedIn('{"a":{"b":1,"b":2},"c":["d","d"]}')).toEqual([]);
});

test('depth, structure and elements are counted outside strings only', () => {
  expect(scanJson('[{"a":"[[[{{{"},[[1]]]', 100)).toMatchObject({ depth: 3, elements: 2, structure: 10 });
});

test('the scan stops at the limit of structure', () => {
  expect(scanJson('['.repeat(1_000), 10).structure).toBe(11);
});
