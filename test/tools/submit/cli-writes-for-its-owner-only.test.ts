import { readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { acceptAll, startFakeFunction } from '../../support/fakes/fake-function.ts';
import { folderForEachTest } from '../../support/shared.ts';
import { runCli } from '../../support/submit/run-cli.ts';

const folder = folderForEachTest();
const permissions = async (name: string): Promise<number> => (await stat(folder.file(name))).mode & 0o777;
const table = 'id,content,publication\n1,text,P\n2,text,\n';

test('only the owner may read state and rejects, even if the file of rejects was readable by all', async () => {
  await writeFile(folder.file('a.csv'), table);
  await writeFile(folder.file('bad.jsonl'), 'old', { mode: 0o644 });
  await using fake = await startFakeFunction(acceptAll);
  const args = ['--url', fake.url, '--limit', '1', '--rejects', folder.file('bad.jsonl')];
  const { code, stderr } = await runCli([...args, folder.file('a.csv')]);
  expect(code, stderr).toBe(0);
  expect(await permissions('a.csv.submit-state.json')).toBe(0o600);
  expect(await permissions('bad.jsonl')).toBe(0o600);
  expect(await readFile(folder.file('bad.jsonl'), 'utf8')).toBe('');
});

test('a link in place of the file of rejects is refused, and its target stays unchanged', async () => {
  await writeFile(folder.file('a.csv'), table);
  await writeFile(folder.file('precious'), 'keep me');
  await symlink(folder.file('precious'), folder.file('bad.jsonl'));
  await using fake = await startFakeFunction(acceptAll);
  const { code, stderr } = await runCli([
    '--url',
    fake.url,
    '--rejects',
    folder.file('bad.jsonl'),
    folder.file('a.csv'),
  ]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/--rejects .*bad\.jsonl is a symbolic link, which is not followed/);
  expect(await readFile(folder.file('precious'), 'utf8')).toBe('keep me');
  expect(fake.requests).toEqual([]);
});

test('a link in place of the state is replaced by a new run, and refused by --resume', async () => {
  await writeFile(folder.file('a.csv'), table);
  await writeFile(folder.file('precious'), 'keep me');
  await symlink(folder.file('precious'), folder.file('a.csv.submit-state.json'));
  await using fake = await startFakeFunction(acceptAll);
  const args = ['--url', fake.url, '--limit', '1'];
  const resumed = await runCli([...args, '--resume', folder.file('a.csv')]);
  expect(resumed.code).toBe(65);
  expect(resumed.stderr).toMatch(/submit-state\.json is a symbolic link, which is not followed\. Delete it/);
  const { code, stderr } = await runCli([...args, folder.file('a.csv')]);
  expect(code, stderr).toBe(0);
  expect(await readFile(folder.file('precious'), 'utf8')).toBe('keep me');
  expect(JSON.parse(await readFile(folder.file('a.csv.submit-state.json'), 'utf8'))).toMatchObject({
    accepted: 1,
  });
});

test('a full disk leaves no partial state', async () => {
  await writeFile(folder.file('a.csv'), table);
  await using fake = await startFakeFunction(acceptAll);
  const { code, stderr } = await runCli(['--url', fake.url, '--limit', '1', folder.file('a.csv')], {
    maxFileKilobytes: 0,
  });
  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(/Cannot save the position of this run in .*submit-state\.json/);
  expect(await readdir(folder.path)).toEqual(['a.csv']);
});
