import { expect, test } from 'vitest';
import { timeLabel } from '../../functions/show/page/words.ts';

test('a date without a time, which counts as midnight, has no time', () => {
  expect(timeLabel('2026-11-27T00:00:00.000Z')).toBe('');
  expect(timeLabel('2026-11-27T00:01:00.000Z')).toBe('00:01');
  expect(timeLabel('2026-11-27T18:30:00.000Z')).toBe('18:30');
});
