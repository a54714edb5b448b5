import { expect, test } from 'vitest';
import { plantedRules } from './planted.ts';
import { rules } from './protocol.ts';
import { search } from './search.ts';

test('no state of the protocol is wrong, with at most one fault', () => {
  const { wrong, states } = search(rules, 1);
  expect(wrong).toBeUndefined();
  expect(states).toBeGreaterThan(50_000);
});

test.each(Object.entries(plantedRules))('the search finds a protocol that %s', (_, own) => {
  expect(search({ ...rules, ...own }, 1).wrong).toBeDefined();
});
