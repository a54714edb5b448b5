import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { descendantsOf, identify, isRunning } from '../../../emulators/processes.ts';
import { testEngine } from '../../support/emulators.ts';
import { anyPorts } from '../../support/pipeline/any-ports.ts';
import { generatePosts } from '../../support/posts/generated-posts.ts';
import { type Child, startNode } from '../../support/processes/child.ts';
import { expectedCounts, idOf } from '../../support/truth.ts';

function start(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  stdin: string | undefined = undefined,
): Child {
  return startNode(
    ['emulators/pipeline/cli.ts', '--engine', testEngine, ...args],
    { PATH: process.env.PATH, HOME: process.env.HOME, ...anyPorts, ...env },
    stdin === undefined ? {} : { stdin },
  );
}

function inputFile(lines: readonly string[]): string {
  const file = join(mkdtempSync(join(tmpdir(), 'start-')), 'posts.jsonl');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

test('the bundled sample is saved completely, and its counts are shown', { timeout: 120_000 }, async () => {
  await using child = start(['--exit']);
  expect(await child.ended).toBe(0);
  expect(child.stdout()).toMatch(/mentions.*:\n\S.*: 10 articles\n {2}\S.* \d+ · /);
  expect(child.stdout().match(/: 10 articles\n/g)).toHaveLength(6);
});

test('a reader that has enough ends the pipeline with all its processes', {
  timeout: 120_000,
}, async () => {
  await using child = start([]);
  child.process.stdout?.destroy();
  await expect.poll(child.stderr, { timeout: 60_000 }).toContain('the pipeline is ready');
  const descendants = () => descendantsOf(child.process.pid ?? 0).flatMap((pid) => identify(pid) ?? []);
  // The pool starts with the first post.
  await expect.poll(() => descendants().length, { timeout: 30_000 }).toBeGreaterThan(1);
  const processes = descendants();
  expect(await child.ended).toBe(0);
  // Far less than the 30 s that a stage may take to drain.
  await expect.poll(() => processes.filter(isRunning), { timeout: 10_000 }).toEqual([]);
});

test('files give an outcome for every line, and the true counts', {
  timeout: 120_000,
}, async () => {
  const posts = generatePosts({ seed: 11, count: 40 });
  const unique = new Set(posts.map(idOf)).size;
  const lines = posts.map((post) => JSON.stringify({ ...post, url: 'ignored' }));
  const [first] = lines;
  await using child = start([
    '--exit',
    '--json',
    '--input',
    inputFile([...lines, first ?? '', 'nonsense', '{"publication": "A"}']),
    inputFile(lines.slice(0, 10)),
  ]);
  // Two lines were rejected.
  expect(await child.ended).toBe(65);
  const outcome = JSON.parse(child.stdout().trimEnd().split('\n').at(-1) ?? '');
  expect(outcome).toMatchObject({
    accepted: 51,
    rejected: 2,
    duplicates: 51 - unique,
    saved: unique,
    deadLettered: 0,
    seconds: expect.any(Number),
    postsPerSecond: expect.any(Number),
  });
  const truth = expectedCounts(posts);
  expect(outcome.publications).toHaveLength(Object.keys(truth).length);
  for (const { id, articles, names } of outcome.publications) {
    const { articles: expected, ...counts } = truth[id] ?? {};
    expect(articles).toBe(expected);
    const top = Object.entries(counts)
      .filter(([place]) => !place.endsWith(' in'))
      .map(([, count]) => count)
      .toSorted((a, b) => b - a)
      .slice(0, 10);
    expect(names.map(({ mentions }: { mentions: number }) => mentions)).toEqual(top);
  }
});

test('several files and standard input are submitted up to the limit', { timeout: 120_000 }, async () => {
  const lines = generatePosts({ seed: 12, count: 8 }).map((post) => JSON.stringify(post));
  const args = ['--exit', '--json', '--limit', '7', inputFile(lines.slice(0, 3)), '-'];
  await using child = start(args, {}, lines.slice(3).join('\n'));
  expect(await child.ended).toBe(0);
  expect(JSON.parse(child.stdout())).toMatchObject({ accepted: 7, rejected: 0 });
});

test('a table, a feed and a folder are submitted with the options of submit', {
  timeout: 120_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'start-'));
  writeFileSync(join(folder, 'a.csv'), 'datum;inhalt\n03/04/2024;Ada Lovelace was born in London.\n');
  writeFileSync(join(folder, 'b.csv.gz'), gzipSync('datum;inhalt\n;Alan Turing lived in Wilmslow.\n'));
  const feed = join(mkdtempSync(join(tmpdir(), 'start-')), 'feed.rss');
  writeFileSync(
    feed,
    '<rss><channel><title>x</title><item><title>Ada Lovelace spoke.</title></item></channel></rss>',
  );
  const options = [
    '--publication',
    'Example Times',
    '--content-field',
    'inhalt',
    '--published-at-field',
    'datum',
  ];
  await using child = start([
    '--exit',
    '--json',
    ...options,
    '--date-format',
    'dmy',
    folder,
    '--input',
    feed,
  ]);
  expect(await child.ended, child.stderr()).toBe(0);
  expect(JSON.parse(child.stdout())).toMatchObject({
    accepted: 3,
    rejected: 0,
    publications: [{ name: 'Example Times', articles: 3 }],
  });
});

test('an input whose rows are all refused fails', { timeout: 120_000 }, async () => {
  await using child = start(['--exit', '--json', '--input', inputFile(['{"text": 7}', '{"title": "x"}'])]);
  expect(await child.ended).toBe(65);
  expect(JSON.parse(child.stdout())).toMatchObject({ accepted: 0, rejected: 2 });
  expect(child.stderr()).toMatch(/no post was submitted$/m);
});

test('--empty starts without the sample', { timeout: 120_000 }, async () => {
  await using child = start(['--empty', '--exit', '--json']);
  expect(await child.ended, child.stderr()).toBe(0);
  expect(JSON.parse(child.stdout())).toMatchObject({ accepted: 0, publications: [] });
});

test('without --exit it keeps running, accepts posts, and Ctrl-C ends every process', {
  timeout: 120_000,
}, async () => {
  await using child = start(['--empty']);
  while (!child.stdout().includes('Ctrl-C ends')) {
    if (child.process.exitCode !== null) throw new Error(child.stderr());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const url = /http:\/\/127\.0\.0\.1:\d+\/posts/.exec(child.stdout())?.[0] ?? '';
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"publication": "Example Times", "content": "Ada Lovelace met Charles Babbage in London."}',
  });
  expect(response.status).toBe(202);
  const page = /live counts: (http:\/\/127\.0\.0\.1:\d+)\//.exec(child.stderr())?.[1] ?? '';
  expect(await (await fetch(`${page}/`)).text()).toContain(url.replace('/posts', ''));
  const counts = async (): Promise<unknown> => (await fetch(`${page}/api/stats`)).json();
  await expect.poll(counts, { timeout: 30_000 }).toMatchObject({ articles: 1, publications: 1 });
  const exported = /export (.*)/.exec(child.stdout())?.[1]?.split(' ') ?? [];
  const environment = Object.fromEntries(exported.map((one) => one.split('=')));
  await using letters = startNode(['tools/dead-letters/cli.ts', 'list', '--wait', '1'], environment);
  expect(await letters.ended).toBe(0);
  expect(letters.stderr()).toContain('No dead letters.');
  child.process.kill('SIGINT');
  expect(await child.ended).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});

function commandOf(pid: number): string {
  if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
}

test('killed stages are restarted, and each post counts once', {
  timeout: 120_000,
}, async () => {
  const posts = generatePosts({ seed: 13, count: 300 });
  await using child = start([
    '--exit',
    '--json',
    inputFile(posts.map((post) => JSON.stringify({ ...post, url: undefined }))),
  ]);
  while (!child.stderr().includes('the pipeline is ready'))
    await new Promise((resolve) => setTimeout(resolve, 20));
  // Kills only stages. Guards of emulators and pool processes may descend from this process too.
  for (const pid of descendantsOf(child.process.pid ?? 0)) {
    if (commandOf(pid).includes('functions/cli.ts')) process.kill(pid, 'SIGKILL');
  }
  expect(await child.ended, child.stderr()).toBe(0);
  expect(child.stderr()).toContain('starting again');
  const outcome = JSON.parse(child.stdout().trimEnd().split('\n').at(-1) ?? '');
  const unique = new Set(posts.map(idOf)).size;
  expect(outcome).toMatchObject({ accepted: 300, saved: unique, deadLettered: 0 });
  const articles = outcome.publications.map((one: { articles: number }) => one.articles);
  expect(articles.reduce((sum: number, one: number) => sum + one, 0)).toBe(unique);
});

test('a proxy in the environment does not affect connections to emulators', {
  timeout: 120_000,
}, async () => {
  const nobody = 'http://127.0.0.1:9';
  const names = ['http_proxy', 'https_proxy', 'grpc_proxy', 'HTTP_PROXY', 'HTTPS_PROXY'];
  await using child = start(['--exit'], Object.fromEntries(names.map((name) => [name, nobody])));
  expect(await child.ended, child.stderr()).toBe(0);
  expect(child.stdout().match(/: 10 articles\n/g)).toHaveLength(6);
});

test('a missing file and an invalid option are reported as such', async () => {
  await using missing = start(['--exit', '--input', 'no-such-file.jsonl']);
  expect(await missing.ended).toBe(2);
  expect(missing.stderr()).toContain('Cannot read no-such-file.jsonl');
  await using wrong = start(['--exit', '--output', 'x']);
  expect(await wrong.ended).toBe(2);
  expect(wrong.stderr()).toContain("unknown option '--output'");
});

test('ports in use are an error that names the owner and the variable of each', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? String(address?.port) : '';
  await using child = start(['--exit'], { SUBMIT_PORT: port, SAVE_PORT: port });
  expect(await child.ended).toBe(69);
  for (const variable of ['SUBMIT_PORT', 'SAVE_PORT']) {
    const line = `Port ${port} is taken by .*\\(pid ${process.pid}\\).*set ${variable} to`;
    expect(child.stderr()).toMatch(new RegExp(line));
  }
  server.close();
});
