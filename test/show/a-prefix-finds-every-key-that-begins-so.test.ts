import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entityKey } from '../../functions/common/domain/keys.ts';
import { keyPrefix, successor } from '../../functions/show/prefix.ts';

/** Firestore's order of strings. */
function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

const text = fc.string({ unit: 'binary', maxLength: 6 }).map((one) => one.toWellFormed());

test('the range holds exactly the strings that begin with the prefix', () => {
  fc.assert(
    fc.property(text, text, (prefix, other) => {
      const end = successor(prefix);
      for (const candidate of [prefix + other, other]) {
        const isInRange =
          compare(candidate, prefix) >= 0 && (end === undefined || compare(candidate, end) < 0);
        expect(isInRange).toBe(candidate.startsWith(prefix));
      }
    }),
  );
});

test('characters beyond the basic plane are found', () => {
  expect(compare('o🎉', successor('o') ?? '')).toBeLessThan(0);
  expect(successor('\ud7ff')).toBe('\ue000');
  expect(successor('a\u{10ffff}')).toBe('b');
  expect(successor('\u{10ffff}')).toBeUndefined();
});

test('the beginning of a name finds its key, whatever the case and spacing', () => {
  for (const name of ['Ángela  Merkel', "King's College", 'STRASSE 7', 'New York', 'Οδυσσεύς Ελύτης']) {
    const key = entityKey(name);
    for (let length = 1; length <= name.length; length++) {
      const typed = name.slice(0, length);
      expect(key.startsWith(keyPrefix(typed)), `${typed} for ${key}`).toBe(true);
      expect(key.startsWith(keyPrefix(typed.toUpperCase()))).toBe(true);
    }
  }
});

test('the space before the next word narrows the search', () => {
  expect(keyPrefix('New ')).toBe('new ');
  expect(keyPrefix('  new')).toBe('new');
});
