/**
 * Cold starts: the time from starting a process to its first response. Each function runs in turns from the
 * deployed archive and from sources with all packages installed. Prints medians.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { build } from '../../cdktf/build/build.ts';
import { root } from '../../cdktf/build/bundle.ts';
import { freePort } from '../../emulators/free-ports.ts';
import { defineCommand, wholeNumber } from '../../functions/common/process/command-line.ts';
import { REMOVE_ALL } from '../support/folder.ts';

interface StartWay {
  readonly name: string;
  readonly cwd: string;
  readonly source: readonly string[];
}

export const command = defineCommand('cold-start')
  .description('from starting the process of a function to its first answer, bundled and from sources')
  .option('--rounds <n>', 'how often each is started', wholeNumber(1, 1_000), 9)
  .action(run);

/** Runs the benchmark and prints a table. */
async function run({ rounds }: { readonly rounds: number }): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'entity-pipeline-cold-start-'));
  try {
    const { functions, daemons } = await build(join(folder, 'built'));
    const unpacked = join(folder, 'functions');
    for (const [name, contents] of Object.entries(unzipSync(await readFile(functions.path)))) {
      await mkdir(dirname(join(unpacked, name)), { recursive: true });
      await writeFile(join(unpacked, name), contents);
    }
    await promisify(execFile)('npm', ['ci', '--omit=dev', '--ignore-scripts', '--no-audit'], {
      cwd: unpacked,
    });
    const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
    process.stdout.write(`functions ${megabytes(functions.bytes)}, daemons ${megabytes(daemons.bytes)}\n`);
    for (const target of ['submit', 'show']) {
      const ways: readonly StartWay[] = [
        { name: 'bundle', cwd: unpacked, source: [] },
        { name: 'sources', cwd: root, source: ['--source', `functions/${target}/function.ts`] },
      ];
      const times = new Map<string, number[]>(ways.map(({ name }) => [name, []]));
      for (let round = 0; round < rounds; round++)
        for (const way of ways) times.get(way.name)?.push(await startOnce(target, way));
      for (const [name, list] of times) {
        const sorted = list.toSorted((a, b) => a - b);
        const [least, middle] = [sorted[0] ?? 0, sorted[sorted.length >> 1] ?? 0];
        process.stdout.write(
          `${target}, ${name}: median ${middle.toFixed(0)} ms, best ${least.toFixed(0)} ms\n`,
        );
      }
    }
  } finally {
    await rm(folder, REMOVE_ALL);
  }
}

async function startOnce(target: string, { cwd, source }: StartWay): Promise<number> {
  const port = await freePort(0, 'PORT');
  const startedAt = performance.now();
  const framework = join(cwd, 'node_modules/@google-cloud/functions-framework/build/src/main.js');
  const child = spawn(process.execPath, [framework, ...source], {
    cwd,
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      FUNCTION_TARGET: target,
      NODE_ENV: 'production',
      LOG_LEVEL: 'error',
      GOOGLE_CLOUD_PROJECT: 'demo-entity-pipeline',
      SHOW_CURSOR_KEY: 'k'.repeat(32),
      METADATA_SERVER_DETECTION: 'none',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/none`).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer !== undefined) break;
    if (child.exitCode !== null) throw new Error(`${target} ended while starting`);
    await sleep(3);
  }
  const milliseconds = performance.now() - startedAt;
  child.kill('SIGKILL');
  await ended;
  return milliseconds;
}
