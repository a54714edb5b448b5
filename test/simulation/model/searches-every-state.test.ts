import { expect, test } from 'vitest';
import { plantedRules } from './planted.ts';
import { restOf } from './rest.ts';
import { search } from './search.ts';
import { rules } from './state.ts';

const MOST_FAULTS = 2;

test.each(['forget', 'recount'] as const)(
  'no reachable state of the protocol with a %s is wrong, and all come to rest, with at most two faults',
  (correction) => {
    const { wrong, states } = search(rules, correction, MOST_FAULTS);
    expect(wrong).toBeUndefined();
    expect(states).toBeGreaterThan(300_000);
  },
);

test.each(Object.entries(plantedRules))(
  'the search finds the fault of a protocol that %s',
  (_, { rules: own, correction = 'forget' }) => {
    const searched = Array.from({ length: MOST_FAULTS + 1 }, (__, faults) => faults).map(
      (faults) => () => search({ ...rules, ...own }, correction, faults).wrong,
    );
    expect(searched.some((wrong) => wrong() !== undefined)).toBe(true);
  },
);

test('a run that may continue forever is distinguished from one that ends', () => {
  const [from, to] = [Uint32Array.of(0, 1, 2), Uint32Array.of(1, 2, 3)];
  expect(restOf(4, from, to)).toEqual({ endless: undefined, longest: 3 });
  expect(restOf(4, Uint32Array.of(0, 1, 2, 2), Uint32Array.of(1, 2, 3, 1)).endless).toBe(1);
});
