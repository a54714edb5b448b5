/**
 * `npm run bench -- start`: the cost of `npm start` on this machine, in each checkout in turns. Measures the
 * time until it shows the counts of its sample. On real articles it measures the share of processor time
 * outside the pool, and the memory of its processes. Google's emulators are left out. The local engine cannot
 * be, because it runs in the process of `npm start`. Linux only.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { descendantsOf } from '../../emulators/processes.ts';
import { defineCommand, wholeNumber } from '../../functions/common/process/command-line.ts';
import { REMOVE_ALL } from '../support/folder.ts';
import { readArticles } from '../support/posts/articles.ts';
import { comparisonOf, type Round } from './comparison.ts';
import { checkoutsOf, thisMachine } from './machine.ts';
import { proportionalMbOf, usageOf } from './usage.ts';

interface Options {
  readonly against?: string;
  readonly rounds: number;
  readonly posts: number;
  readonly engine?: string;
}

export const command = defineCommand('start')
  .description('time to the first counts, processor time and memory of `npm start`')
  .option('--against <dir>', 'another checkout, with its dependencies installed')
  .option('--rounds <n>', 'turns of each checkout', wholeNumber(1, 100), 2)
  .option('--posts <n>', 'real articles, each as often as it takes', wholeNumber(1, 1_000_000), 4_000)
  .option('--engine <name>', 'what stands for Pub/Sub and Firestore here: local or google')
  .action(run);

/**
 * The role of a process of `npm start`. `start` is the first process, which includes the local engine where
 * that is used.
 */
export type StartPart = 'start' | 'stages' | 'pool' | 'emulators';

/**
 * Decides the role of a process by its command line and its parent's.
 * @param command its arguments, separated by spaces
 */
export function partOf(command: string, parent: string): StartPart {
  if (/\bjava\b|emulators\/guard\.ts/.test(command)) return 'emulators';
  if (/functions\/(?:cli|stage)\.ts/.test(parent)) return 'pool';
  if (/functions\/(?:cli|stage)\.ts/.test(command)) return 'stages';
  return 'start';
}

const Package = z.object({ scripts: z.object({ start: z.string() }) });
const SAMPLE_MS = 500;

async function run(options: Options): Promise<void> {
  const checkouts = checkoutsOf(options.against);
  const folder = mkdtempSync(join(tmpdir(), 'start-'));
  try {
    const file = join(folder, 'posts.jsonl');
    writeFileSync(file, postsOf(options.posts));
    const rounds: Round[] = [];
    for (let round = 1; round <= options.rounds; round++) {
      for (const { name, folder: checkout } of checkouts) {
        const engine = engineOf(checkout, options.engine);
        rounds.push({
          checkout: name,
          figures: {
            'first counts after, s': await secondsToCounts(checkout, engine),
            ...(await figuresOn(checkout, [...inputOf(checkout, file), ...engine])),
          },
        });
      }
    }
    process.stdout.write(comparisonOf(rounds));
    process.stdout.write(`${JSON.stringify({ machine: thisMachine(), checkouts, options, rounds })}\n`);
  } finally {
    rmSync(folder, REMOVE_ALL);
  }
}

function postsOf(count: number): string {
  const articles = readArticles();
  return Array.from({ length: count }, (_, index) => {
    const article = articles[index % articles.length];
    if (article === undefined) throw new RangeError('there are no articles');
    const { publication, content } = article;
    return `${JSON.stringify({ id: `start-${index}`, publication, content })}\n`;
  }).join('');
}

/** At 6f4ad57 a file was an option, and Google's emulators were the only engine. */
function isOld(checkout: string): boolean {
  return !existsSync(join(checkout, 'emulators/pipeline'));
}

function inputOf(checkout: string, file: string): readonly string[] {
  return isOld(checkout) ? ['--input', file] : [file];
}

function engineOf(checkout: string, engine: string | undefined): readonly string[] {
  return engine === undefined || isOld(checkout) ? [] : ['--engine', engine];
}

/** Free ports, so that it does not collide with a running pipeline. */
const PORTS = Object.fromEntries(
  ['SHOW', 'SUBMIT', 'EXTRACT', 'SAVE', 'PUBSUB_EMULATOR', 'FIRESTORE_EMULATOR'].map((name) => [
    `${name}_PORT`,
    '0',
  ]),
);

/** Starts it as npm does, without npm. */
function start(checkout: string, args: readonly string[]): ChildProcess {
  const { scripts } = Package.parse(JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')));
  return spawn(process.execPath, [...scripts.start.split(' ').slice(1), '--exit', '--json', ...args], {
    cwd: checkout,
    env: { ...process.env, ...PORTS },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

async function secondsToCounts(checkout: string, args: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  const child = start(checkout, args);
  const ended = once(child, 'exit');
  if (child.stdout === null) throw new Error('it has no output');
  await Promise.race([once(child.stdout, 'data'), ended]);
  const seconds = (performance.now() - startedAt) / 1_000;
  child.stdout.resume();
  const [code] = await ended;
  if (code !== 0) throw new Error(`npm start ended with exit code ${code}`);
  return seconds;
}

async function figuresOn(checkout: string, args: readonly string[]): Promise<Record<string, number>> {
  const child = start(checkout, args);
  child.stdout?.resume();
  const ended = once(child, 'exit');
  // The last reading of each process counts. It misses at most half a second.
  const times = new Map<number, { readonly part: StartPart; readonly ms: number }>();
  let most: Readonly<Partial<Record<StartPart, number>>> = {};
  while (child.exitCode === null && child.signalCode === null) {
    const memory: Partial<Record<StartPart, number>> = {};
    for (const pid of [child.pid ?? 0, ...descendantsOf(child.pid ?? 0)]) {
      const [own, parent] = commandsOf(pid);
      if (own === '') continue;
      const part = partOf(own, parent);
      times.set(pid, { part, ms: timeOf(pid) });
      if (part !== 'emulators') memory[part] = (memory[part] ?? 0) + proportionalMbOf(pid);
    }
    if (sum(memory) > sum(most)) most = memory;
    await Promise.race([sleep(SAMPLE_MS), ended]);
  }
  const [code] = await ended;
  if (code !== 0) throw new Error(`npm start ended with exit code ${code}`);
  const ours = [...times.values()].filter(({ part }) => part !== 'emulators');
  const all = ours.reduce((total, { ms }) => total + ms, 0);
  const of = (wanted: StartPart): number =>
    ours.filter(({ part }) => part === wanted).reduce((total, { ms }) => total + ms, 0);
  return {
    'processor time, s': all / 1_000,
    '  share of the pool': of('pool') / all,
    '  share of the stages': of('stages') / all,
    '  share of start': of('start') / all,
    'not the pool': 1 - of('pool') / all,
    'stages, of pool and stages': of('stages') / (of('pool') + of('stages')),
    'memory, MB (PSS)': sum(most),
    ...Object.fromEntries(Object.entries(most).map(([part, mb]) => [`  ${part}, MB`, mb])),
  };
}

function sum(memory: Readonly<Partial<Record<StartPart, number>>>): number {
  return Object.values(memory).reduce((a, b) => a + b, 0);
}

/** The command lines of a process and of its parent; empty when it has ended. */
function commandsOf(pid: number): readonly [string, string] {
  try {
    const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
    const commandOf = (id: number | string): string =>
      readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return [commandOf(pid), commandOf(parent)];
  } catch {
    return ['', ''];
  }
}

function timeOf(pid: number): number {
  try {
    return usageOf(pid).totalMs;
  } catch {
    return 0;
  }
}
