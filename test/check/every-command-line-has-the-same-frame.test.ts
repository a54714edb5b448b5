import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Commands that the executable does not list: one starts a stage, the others are for development. */
const unlisted = ['functions/cli.ts', 'tools/evaluate/cli.ts', 'tools/aliases/cli.ts', 'tools/train/cli.ts'];
const commands = globSync('{functions,tools,emulators}/**/cli.ts');
const ours = [
  ...commands,
  'test/bench/cli.ts',
  'test/faults/cli.ts',
  'test/simulation/cli.ts',
  'test/simulation/model/cli.ts',
  'docs/cli.ts',
  'cdktf/build/cli.ts',
  'cdktf/run/cli.ts',
];

test('the executable lists every command by its own cli.ts', () => {
  const listed = [...readFileSync('cli.ts', 'utf8').matchAll(/new URL\('\.\/(.*?)'/g)].map(
    ([, path]) => path,
  );
  expect(listed.toSorted()).toEqual(commands.filter((path) => !unlisted.includes(path)).toSorted());
});

test.each(ours)('%s has --help and --version, and ends with 2 on an invalid argument', async (path) => {
  const start = (option: string) => run(process.execPath, [path, option]);
  const [help, told, wrong] = await Promise.all([
    start('--help'),
    start('--version'),
    start('--no-such-option').catch((error: unknown) => error),
  ]);
  expect(help.stdout).toMatch(/^Usage: .*--version.*--help/s);
  expect(told.stdout).toBe(`${version}\n`);
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringMatching(/^error: /) });
});

test.each(commands.filter((path) => !unlisted.includes(path)))(
  'the help of %s has examples',
  async (path) => {
    const { stdout } = await run(process.execPath, [path, '--help']);
    expect(stdout).toContain('\nExamples:\n');
  },
);
