/**
 * `npm run evaluate`: precision, recall and F1 of an extractor on files of annotated articles, and what its
 * scores mean.
 */
import { Option } from 'commander';
import { runCommand } from '../../functions/common/process/command.ts';
import {
  commonOptions,
  defineCommand,
  exampleText,
  exitCodeText,
  limitOption,
  wholeNumber,
} from '../../functions/common/process/command-line.ts';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import { extractorNamed, extractorWith } from '../../functions/extract/extract.ts';
import { type ExtractorName, extractorNames } from '../../functions/extract/extractor-names.ts';
import { openWeights } from '../../functions/extract/tagger/network/weights.ts';
import { createFinder, createTagger, weightsFile } from '../../functions/extract/tagger/tagger.ts';
import { calibrate } from './calibrate.ts';
import { evaluate, format } from './evaluate.ts';
import { readArticles } from './read-articles.ts';

interface Options {
  readonly data?: string;
  readonly limit?: number;
  readonly extractor: ExtractorName;
  readonly weights?: string;
  readonly errors: number;
  readonly calibrate?: true;
  readonly json?: true;
}

interface Given extends Omit<Options, 'data'> {
  readonly files: readonly string[];
  readonly limit: number;
}

await runCommand({ read: readCommandLine, settings: {} }, ({ given }) => {
  const { files, limit, extractor, weights, errors, json } = given;
  const articles = files.flatMap(readArticles).slice(0, limit);
  if (articles.length === 0)
    throw new ExplainedError('There is no annotated article in the input.', ExitCode.data);
  if (given.calibrate) {
    const curves = calibrate(articles, createFinder(openWeights(weights ?? weightsFile)));
    process.stdout.write(`${JSON.stringify(curves)}\n`);
    return;
  }
  const extract =
    weights === undefined ? extractorNamed(extractor) : extractorWith(createTagger(openWeights(weights)));
  const evaluation = evaluate(articles, extract, errors);
  process.stdout.write(
    json ? `${JSON.stringify({ extractor, ...evaluation })}\n` : format(evaluation, extractor),
  );
});

function readCommandLine(argv: readonly string[]): Given {
  const program = defineCommand('evaluate')
    .description('Score an extractor on annotated articles: a name is right if span and type are exact.')
    .argument(
      '[file...]',
      'articles, one JSON object a line: {content, entities: [{type, text, start, end}]}, or columns of words and labels (.conll, .iob2); - for standard input',
    )
    .option('--data <file>', 'the same as a file given as an argument')
    .addOption(
      new Option('--extractor <name>', 'extractor to score').choices([...extractorNames]).default('tagger'),
    )
    .option('--weights <file>', 'weights for the tagger, in place of the shipped ones')
    .option('--limit <articles>', 'read at most this many articles', limitOption)
    .option(
      '--errors <number>',
      'print this many of the most frequent errors of each kind',
      wholeNumber(0, 1_000),
      10,
    )
    .option(
      '--calibrate',
      'print curves that calibrate the scores on these articles, for the header of the weights',
    )
    .option(...commonOptions.json)
    .addHelpText('after', exampleText([['npm run evaluate -- articles.jsonl --json', 'score the tagger']]))
    .addHelpText('after', `\n${exitCodeText}`)
    .parse([...argv], { from: 'user' });
  const { data, limit = Number.POSITIVE_INFINITY, ...options } = program.opts<Options>();
  const files = [...program.args, ...(data === undefined ? [] : [data])];
  if (files.length === 0) program.error('error: give a file of annotated articles');
  return { ...options, files, limit };
}
