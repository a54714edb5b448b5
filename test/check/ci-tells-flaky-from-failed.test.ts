import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Folder, temporaryFolder } from '../support/folder.ts';

const VERDICT = fileURLToPath(new URL('../../.ci/verdict.cjs', import.meta.url));

/** Writes a report of vitest: of each file the statuses of its tests, or why it could not run. */
async function report(
  folder: Folder,
  suite: string,
  files: Readonly<Record<string, Readonly<Record<string, 'passed' | 'failed'>> | string>>,
): Promise<void> {
  const testResults = Object.entries(files).map(([name, tests]) => ({
    name,
    message: typeof tests === 'string' ? tests : '',
    assertionResults: Object.entries(typeof tests === 'string' ? {} : tests).map(([fullName, status]) => ({
      fullName,
      status,
      failureMessages: status === 'failed' ? [`why ${fullName} failed`] : [],
    })),
  }));
  const numPassedTests = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'passed').length;
  await writeFile(folder.file(`${suite}.json`), JSON.stringify({ numPassedTests, testResults }));
}

function run(...args: readonly string[]) {
  const { stdout, status } = spawnSync(process.execPath, [VERDICT, ...args], { encoding: 'utf8' });
  return { stdout, status, last: stdout.trimEnd().split('\n').at(-1) };
}

test('a run without failures counts every test as passed', async () => {
  await using folder = await temporaryFolder();
  await report(folder, 'test', { 'a.test.ts': { one: 'passed', two: 'passed' } });
  await report(folder, 'test:articles', { 'b.test.ts': { three: 'passed' } });
  expect(run('verdict', folder.path, '')).toMatchObject({ last: '3 passed, 0 failed', status: 0 });
});

test('a test that fails twice has failed; one that then passes is flaky and named', async () => {
  await using folder = await temporaryFolder();
  await report(folder, 'test', { 'a.test.ts': { one: 'failed', two: 'failed', three: 'passed' } });
  expect(run('files', folder.file('test.json')).stdout).toBe('a.test.ts\n');
  await report(folder, 'test.again', { 'a.test.ts': { one: 'passed', two: 'failed', three: 'passed' } });
  const { stdout, last, status } = run('verdict', folder.path, 'test');
  expect(stdout).toContain('flaky (failed, then passed): a.test.ts: one\nwhy one failed');
  expect(stdout).toContain('\nfailed: a.test.ts: two\nwhy two failed');
  expect({ last, status }).toEqual({ last: '2 passed, 1 failed', status: 1 });
});

test('a file that fails to load twice has failed with all of its tests', async () => {
  await using folder = await temporaryFolder();
  await report(folder, 'test', { 'a.test.ts': { one: 'failed' }, 'b.test.ts': { two: 'passed' } });
  await report(folder, 'test.again', { 'a.test.ts': 'cannot be loaded' });
  expect(run('verdict', folder.path, 'test')).toMatchObject({ last: '1 passed, 1 failed', status: 1 });
});

test('tests that did not run again have failed', async () => {
  await using folder = await temporaryFolder();
  await report(folder, 'test', { 'a.test.ts': { one: 'failed' } });
  expect(run('verdict', folder.path, 'test')).toMatchObject({ last: '0 passed, 1 failed', status: 1 });
});

test('nothing runs again where many files fail', async () => {
  await using folder = await temporaryFolder();
  const files = Array.from({ length: 6 }, (_, index) => [`${index}.test.ts`, { one: 'failed' as const }]);
  await report(folder, 'test', Object.fromEntries(files));
  expect(run('files', folder.file('test.json')).stdout).toBe('');
});

test('a suite without a report and a failed step count as failed', async () => {
  await using folder = await temporaryFolder();
  await report(folder, 'test', { 'a.test.ts': { one: 'passed' } });
  expect(run('files', folder.file('test:articles.json')).stdout).toBe('');
  const { stdout, last } = run('verdict', folder.path, 'test:articles', 'npm run check');
  expect(stdout).toContain('failed: npm run test:articles, outside its tests');
  expect(stdout).toContain('failed: npm run check');
  expect(last).toBe('1 passed, 2 failed');
});
