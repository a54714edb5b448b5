import { describe, expect, it } from 'vitest';
import { seededRandom } from '../support/random.ts';
import { comparisonOf } from './comparison.ts';
import { arrivals, compare, median, quantile, spread } from './figures.ts';

describe('quantiles', () => {
  it('are measured values, whatever their order', () => {
    const values = [5, 1, 4, 2, 3];
    expect(quantile(values, 0)).toBe(1);
    expect(quantile(values, 0.5)).toBe(3);
    expect(quantile(values, 0.99)).toBe(5);
    expect(values).toEqual([5, 1, 4, 2, 3]);
  });

  it('leave one of a hundred values above the 99th percentile', () => {
    const values = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(quantile(values, 0.99)).toBe(99);
  });

  it('give the mean of the two middle values as the median', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBe(0);
  });
});

describe('a comparison', () => {
  it('is sure of a difference larger than the spread of rounds of one checkout', () => {
    expect(compare([1, 1.1], [2, 2.1])).toMatchObject({ isSure: true });
    expect(compare([1, 1.1], [2, 2.1]).ratio).toBeCloseTo(1.05 / 2.05);
  });

  it('is unsure of a difference within the noise', () => {
    expect(compare([1, 1.5], [1.3, 1.6]).isSure).toBe(false);
  });

  it('uses the noise of the noisier checkout', () => {
    expect(spread([90, 110])).toBeCloseTo(0.2);
    expect(compare([90, 110], [50, 50]).noise).toBeCloseTo(0.2);
  });
});

describe('the table', () => {
  const rounds = [
    { checkout: 'here', figures: { 'posts/s': 400, 'ms a post': 2 } },
    { checkout: 'against', figures: { 'posts/s': 210, 'ms a post': 2.2 } },
    { checkout: 'here', figures: { 'posts/s': 420, 'ms a post': 2.4 } },
    { checkout: 'against', figures: { 'posts/s': 200, 'ms a post': 2.3 } },
  ];
  const lineOf = (table: string, name: string): string =>
    table.split('\n').find((line) => line.startsWith(name)) ?? '';

  it('shows the ratio of two checkouts, and marks possible noise', () => {
    const table = comparisonOf(rounds);
    expect(lineOf(table, 'posts/s')).toMatch(/ 410 +205 +2\.00 +5 %$/);
    expect(lineOf(table, 'ms a post')).toMatch(/within the noise$/);
  });

  it('says of a single round that its noise is unknown', () => {
    expect(comparisonOf(rounds.slice(0, 1))).toContain('nothing tells how much of this is noise');
  });
});

describe('arrivals', () => {
  it('have the given rate, in order, some of them close together', () => {
    const times = arrivals(10_000, 50, seededRandom(1).fraction);
    expect((times.at(-1) ?? 0) / 1_000).toBeGreaterThan(190);
    expect((times.at(-1) ?? 0) / 1_000).toBeLessThan(210);
    const gaps = times.map((time, index) => time - (times[index - 1] ?? 0));
    expect(gaps.every((gap) => gap >= 0)).toBe(true);
    expect(gaps.filter((gap) => gap < 2).length).toBeGreaterThan(500);
  });
});
