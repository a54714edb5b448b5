import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entityKey } from '../../functions/common/domain/keys.ts';
import { entityTypes } from '../../functions/common/domain/post.ts';
import { shownSpelling } from '../../functions/extract/spelling.ts';

test.each([
  ['place', 'LONDON', 'London'],
  ['place', 'RIO DE JANEIRO', 'Rio de Janeiro'],
  ['place', 'SÃO PAULO', 'São Paulo'],
  ['place', 'THE HAGUE', 'The Hague'],
  ['person', "SHAQUILLE O'NEAL", "Shaquille O'Neal"],
  ['person', 'MARY-ANN SMITH', 'Mary-Ann Smith'],
  ['place', 'USSR', 'USSR'],
  ['place', 'UAE', 'UAE'],
  ['place', 'U.S.', 'U.S.'],
  ['organization', 'UNESCO', 'UNESCO'],
  ['person', 'Angela Merkel', 'Angela Merkel'],
  ['place', '東京', '東京'],
] as const)('the %s %s is displayed as %s', (type, name, shown) => {
  expect(shownSpelling(type, name)).toBe(shown);
});

test('the displayed spelling has the key of the original', () => {
  fc.assert(
    fc.property(fc.constantFrom(...entityTypes), fc.string({ unit: 'grapheme' }), (type, name) => {
      const upper = name.toUpperCase();
      expect(entityKey(shownSpelling(type, upper))).toBe(entityKey(upper));
    }),
  );
});
