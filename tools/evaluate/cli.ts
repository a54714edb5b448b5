/** `npm run evaluate`: precision, recall and F1 of an extractor on a file of annotated articles. */
import { readFileSync } from 'node:fs';
import { Option } from 'commander';
import { commandLine, wholeNumber } from '../../functions/common/process/command-line.ts';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import { type ExtractorName, extractorNamed, extractorNames } from '../../functions/extract/extract.ts';
import { AnnotatedArticle, evaluate, format } from './evaluate.ts';

interface Options {
  readonly data: string;
  readonly extractor: ExtractorName;
  readonly errors: number;
  readonly json?: true;
}

const program = commandLine('evaluate')
  .description('Scores an extractor on annotated articles: exact span and type.')
  .requiredOption(
    '--data <file>',
    'articles, one JSON object a line: {content, entities: [{type, text, start, end}]}',
  )
  .addOption(
    new Option('--extractor <name>', 'which extractor').choices([...extractorNames]).default('tagger'),
  )
  .option(
    '--errors <number>',
    'how many of the most frequent errors of each kind to tell',
    wholeNumber(0, 1_000),
    10,
  )
  .option('--json', 'print one JSON object')
  .parse();

try {
  const { data, extractor, errors, json } = program.opts<Options>();
  const evaluation = evaluate(readArticles(data), extractorNamed(extractor), errors);
  process.stdout.write(
    json ? `${JSON.stringify({ extractor, ...evaluation })}\n` : format(evaluation, extractor),
  );
} catch (error) {
  if (!(error instanceof ExplainedError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}

function readArticles(file: string): AnnotatedArticle[] {
  const lines = readLines(file);
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    const article = AnnotatedArticle.safeParse(parse(line));
    if (article.success) return [article.data];
    throw new ExplainedError(
      `Line ${index + 1} of ${file} is no annotated article: it must be a JSON object with content and entities.`,
      ExitCode.usage,
    );
  });
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
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
