/** `npm run evaluate`: precision, recall and F1 of an extractor on a file of annotated articles. */
import { readFileSync } from 'node:fs';
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
import { STDIN } from '../../functions/common/process/input-files.ts';
import { type ExtractorName, extractorNamed, extractorNames } from '../../functions/extract/extract.ts';
import { AnnotatedArticle, evaluate, format } from './evaluate.ts';

interface Options {
  readonly data?: string;
  readonly limit?: number;
  readonly extractor: ExtractorName;
  readonly errors: number;
  readonly json?: true;
}

interface Given extends Omit<Options, 'data'> {
  readonly files: readonly string[];
  readonly limit: number;
}

await runCommand({ read: readCommandLine, settings: {} }, ({ given }) => {
  const { files, limit, extractor, errors, json } = given;
  const articles = files.flatMap(readArticles).slice(0, limit);
  if (articles.length === 0)
    throw new ExplainedError('There is no annotated article in the input.', ExitCode.data);
  const evaluation = evaluate(articles, extractorNamed(extractor), errors);
  process.stdout.write(
    json ? `${JSON.stringify({ extractor, ...evaluation })}\n` : format(evaluation, extractor),
  );
});

function readCommandLine(argv: readonly string[]): Given {
  const program = defineCommand('evaluate')
    .description('Scores an extractor on annotated articles: exact span and type.')
    .argument(
      '[file...]',
      'articles, one JSON object a line: {content, entities: [{type, text, start, end}]}; - for standard input',
    )
    .option('--data <file>', 'the same as a file given as an argument')
    .addOption(
      new Option('--extractor <name>', 'which extractor').choices([...extractorNames]).default('tagger'),
    )
    .option('--limit <articles>', 'the most articles that are read', limitOption)
    .option(
      '--errors <number>',
      'how many of the most frequent errors of each kind to tell',
      wholeNumber(0, 1_000),
      10,
    )
    .option(...commonOptions.json)
    .addHelpText('after', exampleText([['npm run evaluate -- articles.jsonl --json', 'score the tagger']]))
    .addHelpText('after', `\n${exitCodeText}`)
    .parse([...argv], { from: 'user' });
  const { data, limit = Number.POSITIVE_INFINITY, ...options } = program.opts<Options>();
  const files = [...program.args, ...(data === undefined ? [] : [data])];
  if (files.length === 0) program.error('error: name a file of annotated articles');
  return { ...options, files, limit };
}

function readArticles(file: string): AnnotatedArticle[] {
  const lines = readLines(file);
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    const article = AnnotatedArticle.safeParse(parse(line));
    if (article.success) return [article.data];
    throw new ExplainedError(
      `Line ${index + 1} of ${file} is no annotated article: it must be a JSON object with content and entities.`,
      ExitCode.data,
    );
  });
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file === STDIN ? 0 : file, 'utf8').split('\n');
  } catch (cause) {
    throw new ExplainedError(`${file} cannot be read: ${(cause as Error).message}`, ExitCode.usage, {
      cause,
    });
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
