import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The stages, their common code and the tools: all code that a simulation may run. */
const folders = ['functions', 'tools'];

const exempt: readonly (readonly [path: RegExp, reason: string])[] = [
  [/^functions\/common\/process\/system-runtime\.ts$/, 'is the machine’s own clock and chance'],
  [/^functions\/show\/page\//, 'runs in a browser'],
  [/^functions\/extract\/pool\/serve\.ts$/, 'runs in a process of the pool, watched by a thread of its own'],
  [/^tools\/(?:train|evaluate)\//, 'runs once, by hand'],
];

/** The entry points, which alone may use the real time and chance. */
const entries = [
  /^functions\/common\/process\/lifecycle\.ts$/,
  /^functions\/common\/http\/http-function\.ts$/,
  /(?:^|\/)(?:cli|stage)\.ts$/,
];

/**
 * `new Date(ms)` and `setImmediate` are not listed: the first is pure, the second only yields to the event
 * loop.
 */
const DIRECT = new RegExp(
  [
    /\bDate\.now\b/,
    /\bnew Date\(\s*\)/,
    /\bnew Date\b(?!\s*\()/,
    /(?<!new )\bDate\(/,
    /\bperformance\b/,
    /\bhrtime\b/,
    /\bprocess\.uptime\b/,
    /\b(?:set|clear)(?:Timeout|Interval)\b/,
    /\bAbortSignal\.timeout\b/,
    /\bstartTimer\b/,
    /\bMath\.random\b/,
    /\brandom(?:Bytes|UUID|Int|FillSync|Fill)\b/,
    /\bgetRandomValues\b/,
  ]
    .map(({ source }) => source)
    .join('|'),
);

/** Lines of code that read a clock, set a timer or draw a random number. Comments may name them. */
function directUses(code: string): string[] {
  const withoutComments = code.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ''));
  return withoutComments
    .split('\n')
    .map((line, index) => ({ line: line.replace(/(^|\s)\/\/.*$/, ''), number: index + 1 }))
    .filter(({ line }) => DIRECT.test(line))
    .map(({ line, number }) => `${number}: ${line.trim()}`);
}

async function sources(): Promise<{ readonly path: string; readonly code: string }[]> {
  const found: string[] = [];
  for (const folder of folders)
    for (const path of await readdir(join(root, folder), { recursive: true }))
      if (path.endsWith('.ts')) found.push(join(folder, path).replaceAll('\\', '/'));
  return Promise.all(found.map(async (path) => ({ path, code: await readFile(join(root, path), 'utf8') })));
}

test('no code reads a clock, sets a timer or draws a random number directly', async () => {
  const uses = (await sources())
    .filter(({ path }) => !exempt.some(([pattern]) => pattern.test(path)))
    .flatMap(({ path, code }) => directUses(code).map((use) => `${path}:${use}`));
  expect(uses).toEqual([]);
});

test('only entry points use the real time and chance', async () => {
  const takers = (await sources())
    .filter(({ code }) => /from '.*\/system-runtime\.ts'/.test(code))
    .map(({ path }) => path);
  expect(takers.filter((path) => !entries.some((pattern) => pattern.test(path)))).toEqual([]);
  expect(takers).toContain('functions/common/process/lifecycle.ts');
});

test.each([
  'const at = Date.now();',
  'const at = new Date();',
  'const at = new Date;',
  'const at = Date();',
  'const { now } = performance;',
  "import { performance } from 'node:perf_hooks';",
  "import { setTimeout as sleep } from 'node:timers/promises';",
  'setInterval(look, 10);',
  'clearTimeout(timer);',
  'await fetch(url, { signal: AbortSignal.timeout(10) });',
  'const stop = histogram.startTimer();',
  'const part = Math.random();',
  "import { randomUUID } from 'node:crypto';",
  'crypto.getRandomValues(bytes);',
])('the check finds: %s', (line) => {
  expect(directUses(`/* here */\n${line}`)).toHaveLength(1);
});

test.each([
  'const day = new Date(milliseconds).toISOString();',
  'const start = Date.UTC(2026, 0, 1);',
  "import { createHash } from 'node:crypto';",
  'await clock.sleep(10); // not setTimeout',
  '/** As Date.now() would. */',
])('the check allows: %s', (line) => {
  expect(directUses(line)).toEqual([]);
});
