import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { derivedPostId } from '../../functions/common/domain/keys.ts';
import { temporaryFolder } from '../support/folder.ts';
import { generatePosts } from '../support/posts/generated-posts.ts';
import { idOf } from '../support/truth.ts';

/** Runs the command with this standard input. */
async function extractLines(
  input: string,
  env: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
) {
  const child = spawn(process.execPath, ['functions/extract/cli.ts', ...args], {
    env: { PATH: process.env.PATH, POOL_SIZE: '2', ...env },
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  const lines = output.stdout.split('\n').slice(0, -1);
  return { code, stderr: output.stderr, lines: lines.map((line) => JSON.parse(line)) };
}

test('there is one result a post, in the order of the input, with the exact offsets of the names', async () => {
  const posts = generatePosts({ seed: 9, count: 120 });
  const { code, stderr, lines } = await extractLines(posts.map((post) => JSON.stringify(post)).join('\n'));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(lines.map(({ postId }) => postId)).toEqual(posts.map(idOf));
  for (const [index, { publication, mentions, entities }] of lines.entries()) {
    expect(publication).toBe(posts[index]?.publication);
    for (const { text, start, end } of mentions) expect(posts[index]?.content.slice(start, end)).toBe(text);
    expect(mentions.length > 0).toBe(entities.length > 0);
  }
});

test('an invalid line is reported with its number, has an error as its result, and does not stop the rest', async () => {
  const content = 'Marie Curie worked in Paris.\u2028She was born in Warsaw.';
  const post = JSON.stringify({ publication: 'A', content, category: 'ignored' });
  const { code, stderr, lines } = await extractLines(
    ['\ufeff', post, '\r\n', 'nonsense\n', '\n', '{"publication":"A"}\n', post].join(''),
  );
  expect(code).toBe(65);
  expect(stderr).toMatch(/^line 2: not JSON in UTF-8: .*\nline 4: content is required\n$/);
  expect(lines[0]).toMatchObject({ postId: derivedPostId('A', content), publication: 'A' });
  expect(lines[1]).toEqual({ error: expect.stringContaining('not JSON') });
  expect(lines[2]).toEqual({ error: 'content is required' });
  expect(lines[3]).toEqual(lines[0]);
  expect(lines).toHaveLength(4);
});

test('files are read in the order of the arguments, - is standard input, and --limit applies to all together', async () => {
  const [first = '', second = ''] = generatePosts({ seed: 9, count: 2 }).map((post) => JSON.stringify(post));
  await using folder = await temporaryFolder();
  await writeFile(folder.file('a.jsonl'), `${first}\nnonsense\n`);
  const args = ['--limit', '3', folder.file('a.jsonl'), '-'];
  const { code, stderr, lines } = await extractLines(`${second}\n${first}\n`, {}, args);
  expect(code).toBe(65);
  expect(stderr).toMatch(/^\S*a\.jsonl:2: not JSON/);
  const [a, fault, b, ...more] = lines.map(({ postId, error }) => postId ?? error);
  expect([a, b, more]).toEqual([idOf(JSON.parse(first)), idOf(JSON.parse(second)), []]);
  expect(fault).toContain('not JSON');
});

test('a missing file ends the command with 2, an input without posts with 65', async () => {
  const missing = await extractLines('', {}, ['no-such-file.jsonl']);
  expect(missing).toMatchObject({
    code: 2,
    stderr: 'Cannot read no-such-file.jsonl: there is no such file.\n',
  });
  expect(await extractLines('\n')).toMatchObject({ code: 65, stderr: 'There is no post in the input.\n' });
});

test('an invalid setting is a configuration error', async () => {
  const { code, stderr } = await extractLines('', { POOL_SIZE: '0', EXTRACT_TIMEOUT_MS: 'soon' });
  expect(code).toBe(78);
  expect(stderr).toContain('POOL_SIZE');
  expect(stderr).toContain('EXTRACT_TIMEOUT_MS');
});

test('a full disk is an error, and a reader that closes the pipe is none', async () => {
  const into = async (target: string) => {
    const child = spawn(
      'bash',
      ['--norc', '-c', `"$0" functions/extract/cli.ts ${target}; exit \${PIPESTATUS[0]}`, process.execPath],
      {
        env: { PATH: process.env.PATH, POOL_SIZE: '1' },
      },
    );
    child.stdin.on('error', () => undefined);
    child.stdin.end(
      generatePosts({ seed: 9, count: 200 })
        .map((post) => JSON.stringify(post))
        .join('\n'),
    );
    const [stderr] = await Promise.all([child.stderr.setEncoding('utf8').toArray(), once(child, 'close')]);
    return { code: child.exitCode, stderr: stderr.join('') };
  };
  const full = await into('> /dev/full');
  expect(full.code).toBe(69);
  expect(full.stderr).toContain('Cannot write to standard output: the disk is full');
  expect(await into('| head -n 1 > /dev/null')).toEqual({ code: 0, stderr: '' });
});
