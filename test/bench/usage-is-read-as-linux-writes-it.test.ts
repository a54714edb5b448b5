import { expect, it } from 'vitest';
import { parseSchedstat, parseStat, threadKind, usageBetween, usagePer } from './usage.ts';

it('processor time and memory are read when the name of a program has spaces and parentheses', () => {
  const line =
    '7 (my (odd) name) S 1 7 7 0 -1 4194304 100 0 0 0 150 50 0 0 20 0 11 0 900 1000000 2500 18446744073709551615';
  expect(parseStat(line)).toEqual({ processorMs: 2_000, residentMb: 2_500 * 0.004096 });
});

it('a thread wants a processor while it runs and while it waits for one', () => {
  expect(parseSchedstat('494000000 181000000 2\n')).toBe(675);
  expect(parseSchedstat('')).toBe(0);
});

it('our code is distinguished from the threads of V8 and libuv by the names that Node gives them', () => {
  expect(threadKind(true, 'MainThread\n')).toBe('main');
  expect(threadKind(false, 'V8Worker\n')).toBe('v8');
  expect(threadKind(false, 'libuv-worker\n')).toBe('libuv');
  expect(threadKind(false, 'SignalInspector\n')).toBe('other');
});

it('a difference subtracts times and has the later memory', () => {
  const usage = (totalMs: number, residentMb: number) => ({
    totalMs,
    threadsMs: { main: totalMs / 2, v8: 0, libuv: 0, other: 0 },
    residentMb,
  });
  const between = usageBetween(usage(100, 50), usage(300, 80));
  expect(between).toEqual(usage(200, 80));
  expect(usagePer(between, 100)).toEqual(usage(2, 80));
});
