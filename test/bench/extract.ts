/**
 * `npm run bench -- extract`: how fast the tagger and stock compromise are on one core, measured in turns (A-B-A-B) in one process, so
 * that a busy machine slows both alike, by the processor time the process took. Each turn of the tagger begins with an empty memory of
 * words; what Node takes to compile both is spent before the first.
 */
import { readFileSync } from 'node:fs';
import { defineCommand, wholeNumber } from '../../functions/common/process/command-line.ts';
import { extractWithCompromise } from '../../functions/extract/compromise.ts';
import type { Extract } from '../../functions/extract/extract.ts';
import { readModel } from '../../functions/extract/tagger/model.ts';
import { createTagger } from '../../functions/extract/tagger/tagger.ts';

interface Options {
  readonly data: string;
  readonly articles: number;
  readonly rounds: number;
}

/** Articles read by each before anything is measured. */
const WARM_UP = 100;

export const command = defineCommand('extract')
  .description('how fast the tagger and stock compromise are on one core, in turns')
  .option(
    '--data <file>',
    'articles, one JSON object with content a line',
    '../shared/data/newswire/articles.jsonl',
  )
  .option('--articles <n>', 'so many of them at most', wholeNumber(1, 1_000_000), 500)
  .option('--rounds <n>', 'rounds of tagger and compromise in turn', wholeNumber(1, 1_000), 3)
  .action(run);

/** Runs the benchmark and prints it. */
function run({ data, articles, rounds }: Options): void {
  const texts = readFileSync(data, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .slice(0, articles)
    .map((line) => (JSON.parse(line) as { readonly content: string }).content);
  const megabytes = texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), 0) / 1e6;
  const model = readModel(readFileSync(new URL('../../functions/extract/tagger/model.bin', import.meta.url)));
  const measure = (extract: Extract): number => {
    const before = process.cpuUsage();
    for (const text of texts) extract(text);
    const { user, system } = process.cpuUsage(before);
    return (megabytes * 1e6) / (user + system);
  };
  for (const extract of [createTagger(model), extractWithCompromise]) {
    for (const text of texts.slice(0, WARM_UP)) extract(text);
  }
  const speeds: { tagger: number; compromise: number }[] = [];
  process.stdout.write(`${texts.length} articles, ${megabytes.toFixed(2)} MB, one core\n`);
  for (let round = 1; round <= rounds; round++) {
    const speed = { tagger: measure(createTagger(model)), compromise: measure(extractWithCompromise) };
    speeds.push(speed);
    process.stdout.write(
      `round ${round}  tagger ${speed.tagger.toFixed(2)} MB/s  compromise ${speed.compromise.toFixed(3)} MB/s  ` +
        `ratio ${(speed.tagger / speed.compromise).toFixed(1)}\n`,
    );
  }
  const median = (values: readonly number[]): number =>
    values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
  const tagger = median(speeds.map((speed) => speed.tagger));
  const compromise = median(speeds.map((speed) => speed.compromise));
  const ratio = median(speeds.map((speed) => speed.tagger / speed.compromise));
  process.stdout.write(
    `median   tagger ${tagger.toFixed(2)} MB/s  compromise ${compromise.toFixed(3)} MB/s  ratio ${ratio.toFixed(1)}\n`,
  );
}
