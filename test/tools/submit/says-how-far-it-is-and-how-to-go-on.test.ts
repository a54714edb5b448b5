import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { describeBar, describeProgress, openProgress } from '../../../tools/submit/progress.ts';
import { describeResume, describeSummary } from '../../../tools/submit/summary.ts';
import { virtualClock } from '../../support/virtual-clock.ts';

const now = { accepted: 9_000, rejected: 1_000, bytes: 50_000_000, fraction: 0.5, isDryRun: false };

test('progress shows posts, speed, rejects and the time left', () => {
  expect(describeProgress(now, 0.25, 10)).toBe(
    '50 % · 9,000 posts · 1,000 posts/s · 5.0 MB/s · 1,000 rejected · ETA 0:20',
  );
  expect(describeProgress({ ...now, fraction: undefined }, 0, 10)).not.toContain('ETA');
  expect(describeProgress({ ...now, accepted: 1 }, 0, 10)).toContain(' 1 post ·');
});

test('a speed is shown only for real runs, and only once it is meaningful', () => {
  expect(describeProgress(now, 0.25, 9.9)).toBe('50 % · 9,000 posts · 1,000 rejected · ETA 0:20');
  expect(describeProgress({ ...now, isDryRun: true }, 0.25, 60)).not.toContain('/s');
});

test.each([200, 80, 60, 40])('the bar and the most important figures fit into %i columns', (columns) => {
  const large = { ...now, accepted: 123_456_789, rejected: 1_234_567, fraction: 0.015 };
  for (const seconds of [1, 500_000]) {
    const bar = describeBar(large, 0.01, seconds, columns);
    expect(bar.length).toBeLessThan(columns);
    expect(bar).toContain('123,456,789 posts');
    expect(bar).toContain('ETA');
    expect(describeBar({ ...large, fraction: undefined }, 0, seconds, columns).length).toBeLessThan(columns);
  }
});

test('the summary uses singular and plural correctly', () => {
  const summary = {
    accepted: 1,
    rejected: 0,
    acceptedInAll: 1,
    rejectedInAll: 0,
    retries: 0,
    seconds: 20,
    postsPerSecond: 0.05,
    megabytesPerSecond: 0.01,
    finished: true,
    dryRun: false,
    faults: [],
    datesNotRead: 0,
    datesAmbiguous: 0,
    datesImplausible: 0,
    idsHashed: 0,
    idsWithContent: 0,
  };
  expect(describeSummary(summary)).toBe('1 post accepted, 0 rejected in 20.0 s (0 posts/s, 0.0 MB/s).');
  expect(describeSummary({ ...summary, seconds: 2 })).toBe('1 post accepted, 0 rejected in 2.0 s.');
  expect(describeSummary({ ...summary, dryRun: true })).toBe(
    '1 post would be submitted, 0 rejected in 20.0 s.',
  );
  expect(describeSummary({ ...summary, acceptedInAll: 3 })).toContain('With earlier runs: 3 accepted');
});

test('the command to resume can be pasted and contains no secrets', () => {
  const argv = ['--api-key', 'secret', '--id-token=token', '--resume', "it's.csv", '--batch', '5'];
  expect(describeResume(argv)).toContain(
    `npm run submit -- --resume --api-key … --id-token=… 'it'\\''s.csv' --batch 5`,
  );
});

test('a signal ends the bar before it is logged, and leaves a clean line', () => {
  let shown = '';
  const stream = Object.assign(
    new Writable({
      write(chunk, _encoding, done) {
        shown += String(chunk);
        done();
      },
    }),
    { isTTY: true, columns: 80, fd: 2 },
  );
  const clock = virtualClock();
  const progress = openProgress(stream, () => now, clock);
  const [first] = process.listeners('SIGINT');
  expect(shown).toContain('█');
  first?.('SIGINT');
  // The cursor is shown again, on an empty line.
  expect(shown).toContain('\u001b[?25h');
  const before = shown.length;
  progress.note('SIGINT: finishing');
  expect(shown.slice(before)).toBe('SIGINT: finishing\n');
  progress[Symbol.dispose]();
  expect(process.listeners('SIGINT')).not.toContain(first);
});
