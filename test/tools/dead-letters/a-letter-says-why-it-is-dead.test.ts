import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  formatAge,
  type LetterMessage,
  letterReasons,
  matches,
  parseAge,
  readLetter,
  replayAttributes,
} from '../../../tools/dead-letters/letter.ts';

const since = new Date('2026-03-01T12:00:00Z');
const now = since.getTime() + 90 * 60_000;
const given: LetterMessage = {
  id: '7',
  data: Buffer.from('{}'),
  attributes: {
    postId: 'p-1',
    publication: 'Paper',
    googclient_traceparent: '00-1-2-01',
    reason: 'extraction-crash',
    error: 'it ended its process',
    stage: 'extract',
    messageId: '3',
  },
  publishTime: since,
};
const forwarded: LetterMessage = {
  ...given,
  attributes: {
    postId: 'p-2',
    CloudPubSubDeadLetterSourceDeliveryCount: '20',
    CloudPubSubDeadLetterSourceSubscription: 'posts-extract',
  },
};

test('a dead letter names its reason, whichever stage gave it up', () => {
  expect(readLetter(given, 'extract')).toMatchObject({ reason: 'extraction-crash', postId: 'p-1', since });
  expect(readLetter(forwarded, 'save')).toMatchObject({
    reason: 'delivery-attempts',
    stage: 'save',
    error: 'Pub/Sub gave it up after 20 deliveries',
  });
});

test('a replayed message has its original attributes', () => {
  expect(replayAttributes(given.attributes)).toEqual({
    postId: 'p-1',
    publication: 'Paper',
    googclient_traceparent: '00-1-2-01',
  });
  expect(replayAttributes(forwarded.attributes)).toEqual({ postId: 'p-2' });
});

test.each([
  [{}, true],
  [{ reasons: ['extraction-crash', 'not-json'] }, true],
  [{ reasons: ['not-json'] }, false],
  [{ stage: 'extract' }, true],
  [{ stage: 'save' }, false],
  [{ ids: ['p-1'] }, true],
  [{ ids: ['7'] }, true],
  [{ ids: ['8'] }, false],
  [{ olderThanMs: 3_600_000 }, true],
  [{ olderThanMs: 7_200_000 }, false],
  [{ newerThanMs: 7_200_000 }, true],
  [{ newerThanMs: 3_600_000 }, false],
  [{ stage: 'extract', newerThanMs: 1 }, false],
] as const)('the filter %j: %s', (filter, expected) => {
  expect(matches(readLetter(given, 'extract'), filter, now)).toBe(expected);
});

test('ages are read and written with one unit', () => {
  expect(['90s', '15m', '2h', '7d'].map(parseAge)).toEqual([90_000, 900_000, 7_200_000, 604_800_000]);
  expect(['', '5', 'h', '-1h', '1.5h', '1w', '1h '].map(parseAge)).toEqual(Array(7).fill(undefined));
  expect([0, 59_000, 90_000, 7_200_000, 200_000_000].map(formatAge)).toEqual([
    '0 s',
    '59 s',
    '1 m',
    '2 h',
    '2 d',
  ]);
});

test('the runbook says of every reason what it means and what to do', () => {
  const runbook = readFileSync('docs/runbook.md', 'utf8');
  const [, section = ''] = runbook.split('\n### Dead letters\n');
  const rows = [...(section.split('\n### ')[0] ?? '').matchAll(/^\| `([a-z-]+)`/gm)];
  expect(rows.map(([, reason]) => reason).sort()).toEqual([...letterReasons].sort());
});
