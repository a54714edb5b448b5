import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProblemError } from '../../functions/common/http/problem.ts';
import {
  CURSOR_LIFETIME_SECONDS,
  type CursorPosition,
  formatCursor,
  parseCursor,
} from '../../functions/show/cursor.ts';

const KEY = 'k'.repeat(32);
const OTHER_KEY = 'o'.repeat(32);
const NOW = 1_800_000_000;

const position = fc.record({
  readTime: fc.record({
    seconds: fc.integer({ min: NOW - CURSOR_LIFETIME_SECONDS, max: NOW }),
    nanoseconds: fc.integer({ min: 0, max: 999_999_999 }),
  }),
  after: fc.array(fc.oneof(fc.integer(), fc.string({ unit: 'binary' })), { maxLength: 3 }),
  offset: fc.nat(),
});

const sample: CursorPosition = {
  readTime: { seconds: NOW, nanoseconds: 5_000 },
  after: [12, 'Ada Lovelace', 'id'],
  offset: 20,
};

function refusal(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 400) return error.message;
    throw error;
  }
  throw new Error('it was accepted');
}

test('a cursor returns any position that was put into it', () => {
  fc.assert(
    fc.property(position, fc.string(), (one, scope) => {
      expect(parseCursor(formatCursor(one, scope, KEY), scope, [KEY], NOW)).toEqual(one);
    }),
  );
});

test('a cursor with any character changed, removed or inserted is refused', () => {
  const cursor = formatCursor(sample, 'scope', KEY);
  const change = fc.tuple(
    fc.nat({ max: cursor.length - 1 }),
    fc.constantFrom('change', 'drop', 'insert'),
    fc.constantFrom(...'ABCxyz0189-_.=+/ '),
  );
  fc.assert(
    fc.property(change, ([at, how, character]) => {
      const rest = how === 'insert' ? at : at + 1;
      const altered = cursor.slice(0, at) + (how === 'drop' ? '' : character) + cursor.slice(rest);
      fc.pre(altered !== cursor);
      expect(refusal(() => parseCursor(altered, 'scope', [KEY], NOW))).toContain('not a cursor');
    }),
  );
});

test('a cursor of another listing is refused', () => {
  const cursor = formatCursor(sample, 'publications/a', KEY);
  expect(refusal(() => parseCursor(cursor, 'publications/b', [KEY], NOW))).toContain('not a cursor');
});

test('any text without a valid signature is refused', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(refusal(() => parseCursor(text, 'scope', [KEY], NOW))).toContain('not a cursor');
    }),
  );
});

test('a cursor expires before Firestore deletes the versions of its read time', () => {
  const cursor = formatCursor(sample, 'scope', KEY);
  expect(refusal(() => parseCursor(cursor, 'scope', [KEY], NOW + 3_301))).toContain('has expired');
  expect(parseCursor(cursor, 'scope', [KEY], NOW + 3_299)).toEqual(sample);
});

test('after a new key, cursors of the old key are valid as long as it is configured', () => {
  const cursor = formatCursor(sample, 'scope', OTHER_KEY);
  expect(parseCursor(cursor, 'scope', [KEY, OTHER_KEY], NOW)).toEqual(sample);
  expect(refusal(() => parseCursor(cursor, 'scope', [KEY], NOW))).toContain('not a cursor');
});
