import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const fixture = fileURLToPath(new URL('../../support/processes/programs/says-hello.ts', import.meta.url));
const env = { PATH: process.env.PATH ?? '', NO_COLOR: '1' };

async function hello(format: string): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, [fixture, format], { env });
}

test('logs are JSON lines on standard error when it is a pipe, because standard output is for results', async () => {
  const { stdout, stderr } = await hello('auto');
  expect(stdout).toBe('result\n');
  expect(JSON.parse(stderr)).toMatchObject({ severity: 'INFO', message: 'hello', stage: 'fixture' });
});

test('logs are pretty on request', async () => {
  const { stdout, stderr } = await hello('pretty');
  expect(stdout).toBe('result\n');
  expect(stderr).toMatch(/INFO.*: fixture: hello\n$/);
});

test('logs are pretty on a terminal', async () => {
  // Fakes a terminal on standard error. A real pseudo-terminal would need a native package.
  const onTerminal = `Object.defineProperty(process.stderr, 'isTTY', { value: true }); await import(${JSON.stringify(fixture)});`;
  const { stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', onTerminal], {
    env,
  });
  expect(stderr).toMatch(/INFO.*: fixture: hello\n$/);
});
