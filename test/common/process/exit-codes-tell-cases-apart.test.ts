import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ExitCode, ExplainedError, forcedExitCode } from '../../../functions/common/process/exit-codes.ts';

test('no two cases share an exit code', () => {
  const codes = Object.values(ExitCode);
  expect(new Set<number>(codes).size).toBe(codes.length);
  expect(codes.every((code) => Number.isInteger(code) && code >= 0 && code <= 255)).toBe(true);
});

test('a forced end has the code that shells use for its signal', () => {
  expect([forcedExitCode('SIGHUP'), forcedExitCode('SIGINT'), forcedExitCode('SIGTERM')]).toEqual([
    129, 130, 143,
  ]);
});

test('an explained error keeps its code and its cause', () => {
  const cause = new Error('below');
  const error = new ExplainedError('What to do.', ExitCode.unavailable, { cause });
  expect(error).toMatchObject({ name: 'ExplainedError', message: 'What to do.', exitCode: 69, cause });
});

test('the documented table has every exit code and no other', () => {
  const table = readFileSync('docs/exit-codes.md', 'utf8');
  const documented = [...table.matchAll(/^\| (\d+) /gm)].map(([, code]) => Number(code));
  expect(documented).toEqual(Object.values(ExitCode).toSorted((a, b) => a - b));
});
