import { expect, test } from 'vitest';
import { ExitCode, ExplainedError, forcedExitCode } from '../../../functions/common/process/exit-codes.ts';

test('no two cases share an exit code', () => {
  const codes = [
    ...Object.values(ExitCode),
    ...(['SIGHUP', 'SIGINT', 'SIGTERM'] as const).map(forcedExitCode),
  ];
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes.every((code) => Number.isInteger(code) && code >= 0 && code <= 255)).toBe(true);
});

test('a forced end has the code that shells give a signal', () => {
  expect([forcedExitCode('SIGHUP'), forcedExitCode('SIGINT'), forcedExitCode('SIGTERM')]).toEqual([
    129, 130, 143,
  ]);
});

test('an explained error keeps its code and its cause', () => {
  const cause = new Error('below');
  const error = new ExplainedError('What to do.', ExitCode.unavailable, { cause });
  expect(error).toMatchObject({ name: 'ExplainedError', message: 'What to do.', exitCode: 69, cause });
});
