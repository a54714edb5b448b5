import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { costs, loads, monthOf, withCosts } from '../../docs/costs.ts';

test('the costs in docs/cost.md equal those that docs/costs.ts computes (else: npm run docs:configuration)', () => {
  const guide = readFileSync('docs/cost.md', 'utf8');
  expect(withCosts(guide)).toBe(guide);
});

test('the monthly cost of each load is the sum of its drivers', () => {
  for (const load of loads) {
    const all = costs.map(({ of }) => of(load));
    expect(all.every((amount) => amount > 0)).toBe(true);
    expect(monthOf(load)).toBeCloseTo(all.reduce((sum, amount) => sum + amount, 0));
  }
});

test('costs of posts are proportional: ten times the posts, ten times the writes', () => {
  const [small, large] = loads;
  const writes = costs.find(({ driver }) => driver === 'Firestore writes');
  if (small === undefined || large === undefined || writes === undefined) throw new Error('no such cost');
  expect(writes.of(large) / writes.of(small)).toBeCloseTo(10);
});
