import { expect, test } from 'vitest';
import { describeProgress } from '../../../tools/submit/progress.ts';
import { describeResume } from '../../../tools/submit/summary.ts';

test('progress is told with posts, speed, rejects and the time left', () => {
  const now = { accepted: 9_000, rejected: 1_000, bytes: 50_000_000, fraction: 0.5 };
  expect(describeProgress(now, 0.25, 10)).toBe(
    '50 % · 9,000 posts · 1,000 posts/s · 5.0 MB/s · 1,000 rejected · ETA 0:20',
  );
  expect(describeProgress({ ...now, fraction: undefined }, 0, 10)).not.toContain('ETA');
});

test('how to go on is a command line that can be pasted, without secrets', () => {
  const argv = ['--api-key', 'secret', '--id-token=token', '--resume', "it's.csv", '--batch', '5'];
  expect(describeResume('npm run submit --', argv)).toContain(
    `npm run submit -- --resume --api-key … --id-token=… 'it'\\''s.csv' --batch 5`,
  );
});
