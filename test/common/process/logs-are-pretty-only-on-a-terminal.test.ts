import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const fixture = fileURLToPath(new URL('../../support/processes/programs/says-hello.ts', import.meta.url));
const env = { PATH: process.env.PATH ?? '', NO_COLOR: '1' };

async function hello(format: string): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, [fixture, format], { env });
}

test('into a pipe go JSON lines, on standard error: standard output is kept for results', async () => {
  const { stdout, stderr } = await hello('auto');
  expect(stdout).toBe('result\n');
  expect(JSON.parse(stderr)).toMatchObject({ severity: 'INFO', message: 'hello', stage: 'fixture' });
});

test('pretty lines are there on request', async () => {
  const { stdout, stderr } = await hello('pretty');
  expect(stdout).toBe('result\n');
  expect(stderr).toMatch(/INFO.*: fixture: hello\n$/);
});

test('a terminal gets pretty lines', async () => {
  // Standard error as a terminal, for which a whole pseudo-terminal would need a native package.
  const onTerminal = `Object.defineProperty(process.stderr, 'isTTY', { value: true }); await import(${JSON.stringify(fixture)});`;
  const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', onTerminal], {
    env,
  });
  expect(stderr).toMatch(/INFO.*: fixture: hello\n$/);
});
