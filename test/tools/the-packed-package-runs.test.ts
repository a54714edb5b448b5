import { execFile } from 'node:child_process';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { freePort } from '../../emulators/free-ports.ts';
import { blocksOf } from '../support/documents/commands.ts';
import { acceptAll, startFakeFunction } from '../support/fakes/fake-function.ts';
import { type Folder, temporaryFolder } from '../support/folder.ts';
import { beforeTests } from '../support/shared.ts';

const run = promisify(execFile);
let folder: Folder;
let executable: string;

/** Installs the package as npm does, but with the dependencies of this folder. */
beforeTests(async (parts) => {
  folder = parts.use(await temporaryFolder());
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder.path]);
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf('[')));
  const modules = folder.file('node_modules');
  const home = join(modules, 'entity-pipeline');
  await mkdir(home, { recursive: true });
  await run('tar', ['-xzf', folder.file(packed.filename), '-C', home, '--strip-components=1']);
  for (const name of await readdir('node_modules'))
    if (!name.startsWith('.')) await symlink(resolve('node_modules', name), join(modules, name));
  executable = join(home, 'bin.js');
});

const cli = (...args: readonly string[]): Promise<{ stdout: string; stderr: string }> =>
  run(process.execPath, [executable, ...args], { env: { PATH: process.env.PATH } });

test('entity-pipeline submit submits', async () => {
  await using fake = await startFakeFunction(acceptAll);
  await writeFile(folder.file('a.csv'), 'content,publication\n"One, two",P\n');
  const { stdout } = await cli('submit', '--json', '--url', fake.url, folder.file('a.csv'));
  expect(JSON.parse(stdout)).toMatchObject({ accepted: 1, finished: true });
  expect(fake.requests[0]?.lines).toEqual(['{"content":"One, two","publication":"P"}']);
});

test('messages of the package name its own commands', async () => {
  await writeFile(folder.file('b.csv'), 'content,publication\n"One, two",P\n');
  const url = `http://127.0.0.1:${await freePort(0, 'PORT')}`;
  const failing = cli('submit', '--attempts', '1', '--url', url, folder.file('b.csv'));
  await expect(failing).rejects.toMatchObject({
    stderr: expect.stringContaining('Start it with `npx entity-pipeline start`.'),
  });
});

test('the other commands exist and load', async () => {
  expect((await cli('start', '--help')).stdout).toContain('--input');
  expect((await cli('--help')).stdout).toMatch(/start .*emulators .*submit .*extract /s);
  expect((await cli('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  await expect(cli('stop')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no command "stop"'),
  });
});

test('compromise loads the tagger from the package', async () => {
  // The last line of the document is an expression, with what it gives in a comment.
  const text = blocksOf('docs/tagger.md').find(({ language }) => language === 'js')?.text ?? '';
  const [, expression = '', result = ''] = /^(nlp\(.*);\s*\/\/ (.*)$/m.exec(text) ?? [];
  await writeFile(folder.file('plugin.mjs'), text.replace(expression, `console.log(${expression})`));
  const { stdout } = await run(process.execPath, [folder.file('plugin.mjs')]);
  expect(stdout).toBe(`${result}\n`);
});

test('in a clone the same executable runs the sources', async () => {
  const { stdout } = await run(process.execPath, ['bin.js', 'dead-letters', '--help']);
  expect(stdout).toContain('replay');
});

test('the package contains only what it runs: no tests, and no sources that Node would refuse', async () => {
  const home = join(folder.file('node_modules'), 'entity-pipeline');
  const files = await readdir(home, { recursive: true });
  expect(files.filter((file) => file.endsWith('.ts') || file.includes('test'))).toEqual([]);
  expect(files).toContain('LICENSE');
});
