/**
 * `npm run bench -- extract`: the processor time per article of the tagger, of stock compromise, and of other
 * extractors. Each runs in a separate process. They take turns (A-B-A-B) on the same articles, so that a busy
 * machine slows all alike. The first articles only warm up, several times. Each round then has articles that
 * no process has seen, as news is.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { defineCommand, wholeNumber } from '../../functions/common/process/command-line.ts';

interface Options {
  readonly data: string;
  readonly articles: number;
  readonly rounds: number;
  readonly against?: string;
  readonly spacy?: true;
}

/**
 * The share of the articles for the warm-up, and its repetitions. Node compiles the hot code during the first
 * 2,000 articles: with 3 repetitions of 200 the tagger took a tenth longer than with 10 of them, and no less
 * with 20. Slow extractors stop earlier.
 */
const WARM_UP = { share: 0.4, times: 10, mostSeconds: 10 } as const;

export const command = defineCommand('extract')
  .description('processor time an article of the tagger, stock compromise and others, in turns')
  .option(
    '--data <file>',
    'articles, one JSON object with content a line',
    '../shared/data/newswire/articles.jsonl',
  )
  .option('--articles <n>', 'so many of them at most', wholeNumber(10, 1_000_000), 500)
  .option('--rounds <n>', 'turns of each', wholeNumber(1, 1_000), 5)
  .option('--against <folder>', 'another checkout, whose tagger takes turns too')
  .option('--spacy', "spaCy's small model too, installed from PyPI into a temporary folder")
  .action(run);

interface Contestant extends AsyncDisposable {
  readonly name: string;
  /** Extracts the texts. Returns the milliseconds of processor time per article. */
  measure(texts: readonly string[]): Promise<number>;
}

/** Runs the benchmark and prints its results. */
async function run({ data, articles, rounds, against, spacy }: Options): Promise<void> {
  const texts = readTexts(data).slice(0, articles);
  const warmUp = texts.slice(0, Math.floor(WARM_UP.share * texts.length));
  const measured = texts.slice(warmUp.length);
  await using parts = new AsyncDisposableStack();
  const start = (name: string, file: string, args: readonly string[]): Contestant =>
    parts.use(startContestant(name, file, args));
  const script = join(import.meta.dirname, 'extract.contestant.ts');
  const contestants = [
    start('tagger', process.execPath, [script, '.', 'tagger']),
    ...(against === undefined ? [] : [start(against, process.execPath, [script, against, 'tagger'])]),
    start('compromise', process.execPath, [script, '.', 'compromise']),
    ...(spacy ? [start('spaCy small', 'bash', [join(import.meta.dirname, 'extract.spacy.sh')])] : []),
  ];
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / texts.length;
  process.stdout.write(
    `${measured.length} articles of ${Math.round(bytes)} bytes, ms of processor time each\n`,
  );
  for (const contestant of contestants) {
    let seconds = 0;
    for (let i = 0; i < WARM_UP.times && seconds < WARM_UP.mostSeconds; i++)
      seconds += ((await contestant.measure(warmUp)) * warmUp.length) / 1000;
  }
  const times: number[][] = [];
  for (let round = 0; round < rounds; round++) {
    const share = measured.filter((_, i) => i % rounds === round);
    const row: number[] = [];
    for (const contestant of contestants) row.push(await contestant.measure(share));
    times.push(row);
    print(`round ${round + 1}`, contestants, row);
  }
  const medians = contestants.map((_, i) => median(times.map((row) => row[i] ?? 0)));
  print('median', contestants, medians);
  // Ratios within a round, because other work on the machine affects both sides.
  const ratios = contestants.map((_, i) => median(times.map((row) => (row[i] ?? 0) / (row[0] ?? 1))));
  print('times the tagger', contestants, ratios);
}

function print(label: string, contestants: readonly Contestant[], values: readonly number[]): void {
  const columns = contestants.map(({ name }, i) => `${name} ${(values[i] ?? 0).toFixed(2)}`);
  process.stdout.write(`${label.padEnd(18)} ${columns.join('   ')}\n`);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

function readTexts(file: string): string[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line) => {
    if (line === '') return [];
    const { content }: { readonly content: string } = JSON.parse(line);
    return [content];
  });
}

function startContestant(name: string, file: string, args: readonly string[]): Contestant {
  const child: ChildProcess = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error(`${name} has no pipes`);
  const answers = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return {
    name,
    async measure(texts) {
      stdin.write(`${JSON.stringify(texts)}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error(`${name} has ended`);
      return Number(value) / texts.length;
    },
    async [Symbol.asyncDispose]() {
      stdin.end();
      if (child.exitCode !== null || child.signalCode !== null) return;
      await new Promise((resolve) => child.once('exit', resolve));
    },
  };
}
