import { pino } from 'pino';
import { expect, test } from 'vitest';
import { formatCounts } from '../../../emulators/pipeline/report.ts';
import { untilStopped } from '../../../emulators/pipeline/until-stopped.ts';
import { ExplainedError } from '../../../functions/common/process/exit-codes.ts';
import { virtualClock } from '../../support/virtual-clock.ts';

const never = <Result>() => new Promise<Result>(() => undefined);

function waiting(parts: { readonly failed?: Promise<ExplainedError> } = {}) {
  const clock = virtualClock();
  const said: string[] = [];
  const log = pino({}, { write: (line: string) => void said.push(JSON.parse(line).msg) });
  const stop = new AbortController();
  const reading = untilStopped(never<string>(), {
    failed: parts.failed ?? never(),
    stopping: stop.signal,
    log,
    clock,
  });
  return { clock, said, stop, reading };
}

test('a signal ends the reading of the counts', async () => {
  const { clock, stop, reading } = waiting();
  stop.abort();
  expect(await clock.during(reading)).toBeUndefined();
  expect(clock.monotonic()).toBeLessThan(5_000);
});

test('a slow reading is reported, and then given up', async () => {
  const { clock, said, reading } = waiting();
  await expect(clock.during(reading)).rejects.toThrow('could not be read within 60 s');
  expect(said).toEqual(['reading the counts back from Firestore']);
});

test('a failing pipeline ends the reading', async () => {
  const { clock, reading } = waiting({ failed: Promise.resolve(new ExplainedError('it is gone', 69)) });
  await expect(clock.during(reading)).rejects.toThrow('it is gone');
});

test('the terminal shows the largest publications and the number of the others', () => {
  const reports = Array.from({ length: 10_000 }, (_, index) => ({
    id: `p${index}`,
    name: `Paper ${index}`,
    articles: 1,
    names: [],
  }));
  const text = formatCounts(reports, { publications: 50, names: 6 });
  expect(text.split('\n')).toHaveLength(103);
  expect(text).toMatch(
    /^The publications with most articles, and the mentions of their most mentioned names:\n/,
  );
  expect(text).toContain('… and 9950 more publications; --json prints all');
  expect(formatCounts([], { publications: 50, names: 6 })).toBe('');
});
