import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { areSentInTheOpen } from '../../../tools/submit/credentials.ts';
import { folderForEachTest } from '../../support/shared.ts';
import { runCli } from '../../support/submit/run-cli.ts';

const folder = folderForEachTest();

test.each([
  'http://somebody:hunter2@127.0.0.1:9/posts',
  'https://hunter2@example.org',
  'htp:/somebody:hunter2@example.org',
  'somebody:hunter2@example.org/posts',
])('a URL with a user or a password is refused and not printed: form %#', async (url) => {
  await writeFile(folder.file('a.csv'), 'content,publication\ntext,P\n');
  for (const given of [
    { args: ['--url', url], env: {} },
    { args: [], env: { SUBMIT_URL: url } },
  ]) {
    const { code, stdout, stderr } = await runCli([...given.args, folder.file('a.csv')], { env: given.env });
    expect(code, stderr).toBe(2);
    expect(stderr).toContain('SUBMIT_API_KEY');
    expect(stdout + stderr).not.toContain('hunter2');
  }
});

test('a key over plain http to another host causes a warning; to this machine, over https or without a key it does not', () => {
  const warns = (url: string, given: { apiKey?: string; idToken?: string | boolean } = { apiKey: 'k' }) =>
    areSentInTheOpen({ url: new URL(url), apiKey: given.apiKey, idToken: given.idToken, environment: {} });
  expect(warns('http://example.org/posts')).toBe(true);
  expect(warns('http://10.0.0.8:8081/posts', { idToken: true })).toBe(true);
  expect(warns('http://localhost.example.org/')).toBe(true);
  for (const own of [
    'http://127.0.0.1:8081',
    'http://localhost:8081',
    'http://[::1]:8081',
    'https://example.org',
  ])
    expect(warns(own), own).toBe(false);
  expect(warns('http://example.org', {})).toBe(false);
  expect(warns('http://example.org', { idToken: false })).toBe(false);
});

test('the warning names the host and how to avoid it', async () => {
  await writeFile(folder.file('a.csv'), 'content,publication\ntext,P\n');
  const { stderr } = await runCli(
    ['--url', 'http://submit.invalid:9', '--api-key', 'k', '--attempts', '1', folder.file('a.csv')],
    {},
  );
  expect(stderr).toMatch(/sent to submit\.invalid:9 over plain http.*Use https/);
});
