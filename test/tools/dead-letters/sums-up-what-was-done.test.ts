import { expect, test } from 'vitest';
import type { LettersJob, Totals } from '../../../tools/dead-letters/operate.ts';
import { summarize } from '../../../tools/dead-letters/summary.ts';

const job: LettersJob = { action: 'replay', filter: {}, dryRun: false, limit: 10_000, quietMs: 3_000 };
const totals: Totals = {
  seen: 5,
  meant: 3,
  failed: 0,
  later: 0,
  cameBack: 0,
  missing: [],
  mayHaveMore: false,
  mayHaveLost: false,
};
const sumUp = (some: Partial<Totals>, change: Partial<LettersJob> = {}, stopped = false) =>
  summarize({ ...job, ...change }, { ...totals, ...some }, { stopped, leaseSeconds: 60 });

test('a run without problems prints one line and no warning', () => {
  expect(sumUp({})).toEqual({ outcome: '3 of 5 dead letters replayed', warnings: [], exitCode: 0 });
  expect(sumUp({}, { dryRun: true, action: 'drop' }).outcome).toBe('3 of 5 dead letters would be dropped');
});

test('new letters are counted apart from redelivered ones', () => {
  expect(sumUp({ later: 4, cameBack: 1 })).toMatchObject({
    outcome: expect.stringMatching(
      /; 1 became dead letters again.*; 3 arrived during the scan and were left for the next run$/,
    ),
    exitCode: 1,
  });
  expect(sumUp({ later: 4 })).toMatchObject({ exitCode: 0 });
});

test('a limit that was reached, failures and a stop are reported', () => {
  expect(sumUp({ mayHaveMore: true }).outcome).toMatch(/may be more: --limit is 10,000 in each topic/);
  expect(sumUp({ failed: 2 }).exitCode).toBe(69);
  expect(sumUp({}, {}, true)).toMatchObject({
    outcome: expect.stringMatching(/stopped before the end/),
    exitCode: 130,
  });
});

test('a scan that found none says so in one line', () => {
  expect(sumUp({ seen: 0, meant: 0 })).toEqual({
    outcome: 'No dead letters. (Another running command may hold some for up to 60 s.)',
    warnings: [],
    exitCode: 0,
  });
});

test('letters that may be in flight elsewhere are reported', () => {
  const held = expect.stringMatching(/another running command.* 60 s after it was killed/);
  expect(sumUp({ seen: 0, meant: 0, later: 1 }).warnings).toEqual([held]);
  expect(sumUp({ mayHaveLost: true }).warnings).toEqual([held]);
  expect(sumUp({ missing: ['p\n1'] })).toMatchObject({
    warnings: [expect.stringContaining(String.raw`has the id "p\n1"`), held],
    exitCode: 65,
  });
});
