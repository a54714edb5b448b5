import { expect, test } from 'vitest';
import { type Findings, problemsIn } from './verdict.ts';

const fine: Findings = {
  accepted: new Set(['a', 'b']),
  saved: new Set(['a']),
  letters: [{ postId: 'b', recordId: 'b', reason: 'extraction-crash', stage: 'extract', data: '{}' }],
  truth: { p: { articles: 1 } },
  counts: { p: { articles: 1 } },
  truthByDay: { '2026-11-27': { p: { articles: 1 } } },
  countsByDay: { '2026-11-27': { p: { articles: 1 } } },
  rollUps: [],
  endings: new Map([['save', { how: 'exit code 0', ms: 10 }]]),
  leftBehind: [],
  peakMegabytes: { save: 200 },
};

test('a run has no problem when each accepted post is counted or is a dead letter', () => {
  expect(problemsIn(fine)).toEqual([]);
});

test.each<[string, Partial<Findings>, string]>([
  ['a lost post', { accepted: new Set(['a', 'b', 'c']) }, '1 accepted posts are lost: c'],
  [
    'a post that is counted and a dead letter',
    { saved: new Set(['a', 'b']) },
    '1 posts are counted and in dead letters: b',
  ],
  ['a double count', { counts: { p: { articles: 2 } } }, 'p/articles: 2 instead of 1'],
  [
    'an unexpected count',
    {
      counts: { p: { articles: 1, 'person:ada': 1 } },
    },
    'p/person:ada: 1 instead of 0',
  ],
  [
    'a post on another day',
    { countsByDay: { '2026-11-27': { p: { articles: 1 } }, '2026-11-28': { p: { articles: 1 } } } },
    '2026-11-28 p/articles: 1 instead of 0',
  ],
  ['a wrong roll-up', { rollUps: ['overview: wrong'] }, 'overview: wrong'],
  [
    'a forced end',
    { endings: new Map([['save', { how: 'SIGKILL', ms: 10 }]]) },
    'save ended with SIGKILL after 10 ms',
  ],
  ['a process left behind', { leftBehind: ['12 node'] }, '1 processes are left behind: 12 node'],
  ['too much memory', { peakMegabytes: { save: 900 } }, 'save took 900 MB of memory; the bound is 600 MB'],
])('%s is reported', (_, change, problem) => {
  expect(problemsIn({ ...fine, ...change })).toEqual([problem]);
});
