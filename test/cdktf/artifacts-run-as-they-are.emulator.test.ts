/**
 * Builds the deployed artifacts once, unpacks them in an empty folder, and runs them against the emulators.
 * They must give the same counts as the sources.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Artifacts, build } from '../../cdktf/build/build.ts';
import { freePort } from '../../emulators/free-ports.ts';
import type { SubmittedPost } from '../../functions/common/domain/post.ts';
import { buildElsewhere } from '../support/cdktf/build-elsewhere.ts';
import { startTestEmulators, type TestEmulators } from '../support/emulators.ts';
import { REMOVE_ALL } from '../support/folder.ts';
import { actualCounts, expectedCounts } from '../support/truth.ts';

const run = promisify(execFile);

let folder: string;
let artifacts: Artifacts;
let builtElsewhere: Artifacts;
let emulators: TestEmulators;
const started: { readonly child: ChildProcess; readonly ended: Promise<unknown> }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entity-pipeline-artifacts-'));
  [artifacts, builtElsewhere, emulators] = await Promise.all([
    build(join(folder, 'built')),
    buildElsewhere(join(folder, 'elsewhere')),
    startTestEmulators(),
  ]);
}, 120_000);

afterAll(async () => {
  for (const { child } of started) child.kill('SIGKILL');
  await Promise.all(started.map(({ ended }) => ended));
  await emulators?.[Symbol.asyncDispose]();
  await rm(folder, REMOVE_ALL);
});

describe('the archives', () => {
  test('have the same bytes, and so the same names, wherever and whenever they are built', async () => {
    for (const kind of ['functions', 'daemons'] as const) {
      expect(builtElsewhere[kind].name).toBe(artifacts[kind].name);
      expect((await readFile(builtElsewhere[kind].path)).equals(await readFile(artifacts[kind].path))).toBe(
        true,
      );
      expect(artifacts[kind].name).toContain(artifacts[kind].sha256.slice(0, 16));
    }
  });

  test('have sorted entries that belong to root, and only Node is executable', async () => {
    const { stdout } = await run('tar', ['--list', '--verbose', '--gzip', '--file', artifacts.daemons.path]);
    const entries = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(/\s+/));
    const names = entries.map(([, , , , , name]) => name ?? '');
    expect(names).toEqual(names.toSorted());
    expect(new Set(entries.map(([, owner]) => owner))).toEqual(new Set(['0/0']));
    expect(entries.filter(([mode]) => mode === '-rwxr-xr-x').map(([, , , , , name]) => name)).toEqual([
      'entity-pipeline/bin/node',
    ]);
  });
});

test('a function started as by Cloud Build and daemons started as by systemd give the true counts of a post', async () => {
  const functions = join(folder, 'functions');
  for (const [name, contents] of Object.entries(unzipSync(await readFile(artifacts.functions.path)))) {
    await mkdir(dirname(join(functions, name)), { recursive: true });
    await writeFile(join(functions, name), contents);
  }
  await run('npm', ['ci', '--omit=dev', '--ignore-scripts', '--prefer-offline', '--no-audit'], {
    cwd: functions,
  });
  await run('tar', ['--extract', '--gzip', '--file', artifacts.daemons.path, '--directory', folder]);
  const daemons = join(folder, 'entity-pipeline');
  await run('sha256sum', ['--check', '--quiet', '--strict', 'SHA256SUMS'], { cwd: daemons });

  const framework = join(functions, 'node_modules/.bin/functions-framework');
  const startFunction = (target: string, environment: Readonly<Record<string, string>>) =>
    start(process.execPath, [framework], functions, {
      FUNCTION_TARGET: target,
      FUNCTION_SIGNATURE_TYPE: 'http',
      ...environment,
    });
  const submit = await startFunction('submit', {});
  const show = await startFunction('show', { SHOW_CURSOR_KEY: 'k'.repeat(32) });
  const node = join(daemons, 'bin/node');
  const app = join(daemons, 'app');
  const extract = await start(node, ['stage.js', 'extract'], app, { POOL_SIZE: '2' });
  const save = await start(node, ['stage.js', 'save'], app, { ROLLUP_INTERVAL_MS: '500' });
  const health = await start(node, ['health.js'], app, {
    DAEMONS: `extract=${portOf(extract)},save=${portOf(save)}`,
  });

  const posts = (await readFile('emulators/pipeline/sample-posts.jsonl', 'utf8')).trim().split('\n');
  const answer = await fetch(`${submit}/posts`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: posts.join('\n'),
  });
  expect(answer.status).toBe(202);
  const expected = expectedCounts(posts.map((line) => JSON.parse(line) as SubmittedPost));
  await expect
    .poll(() => actualCounts(emulators.firestore), { timeout: 50_000, interval: 500 })
    .toEqual(expected);
  await expect
    .poll(async () => (await fetch(`${health}/healthz`)).json(), { timeout: 20_000, interval: 500 })
    .toEqual({ status: 'ok', problems: [] });

  // The overview of all publications comes from the roll-up.
  const listed = async (): Promise<{ publications: readonly unknown[] }> =>
    (await fetch(`${show}/api/publications`)).json();
  await expect
    .poll(async () => (await listed()).publications.length, { timeout: 20_000, interval: 500 })
    .toBe(Object.keys(expected).length);
  const page = await (await fetch(show)).text();
  const script = /<script type="module" src="([^"]+)"/.exec(page)?.[1];
  expect((await fetch(`${show}${script}`)).headers.get('content-type')).toMatch(/^text\/javascript/);
}, 120_000);

test('the health of the machine is that of its daemons', async () => {
  const port = await freePort(0, 'PORT');
  const health = await start(
    join(folder, 'entity-pipeline/bin/node'),
    ['health.js'],
    join(folder, 'entity-pipeline/app'),
    { DAEMONS: `extract=${port}` },
  );
  await expect
    .poll(async () => (await fetch(`${health}/healthz`)).json(), { timeout: 20_000, interval: 200 })
    .toEqual({
      status: 'unhealthy',
      problems: [expect.stringMatching(/^extract: does not answer: nothing listens on/)],
    });
  expect((await fetch(`${health}/healthz`)).status).toBe(503);
  // The machine is unhealthy and still alive, so nothing replaces it.
  expect((await fetch(`${health}/livez`)).status).toBe(200);
  expect(await (await fetch(`${health}/metrics`)).text()).toContain(
    'pipeline_daemon_well{daemon="extract"} 0',
  );
});

test('every file that sources read next to themselves is next to the bundle', async () => {
  const files = await readdir(join(folder, 'entity-pipeline/app'));
  expect(files).toEqual(expect.arrayContaining(['stage.js', 'worker.js', 'health.js', 'package.json']));
});

function portOf(url: string): string {
  return new URL(url).port;
}

/** Starts a server. Resolves to its URL when it listens. */
async function start(
  command: string,
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const port = await freePort(0, 'PORT');
  const child = spawn(command, [...args], {
    cwd,
    env: {
      PATH: process.env.PATH,
      LOG_LEVEL: 'warn',
      LOG_FORMAT: 'json',
      NODE_ENV: 'production',
      ...emulators.env,
      ...environment,
      PORT: String(port),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  started.push({ child, ended: once(child, 'exit') });
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    const answer = await fetch(`${url}/healthz`).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer !== undefined) return url;
    if (child.exitCode !== null) throw new Error(`${args.join(' ')} ended while starting:\n${stderr}`);
    await sleep(50);
  }
}
