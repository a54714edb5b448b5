/** The command line: its options, each over an environment variable where it has one, over a default. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { MAX_BATCH_POSTS } from '../../functions/common/domain/limits.ts';
import { LOCAL_SUBMIT_URL } from '../../functions/common/domain/stage-ports.ts';
import { SUBMIT_PATH } from '../../functions/common/domain/submit-endpoint.ts';
import {
  commonOptions,
  defineCommand,
  exampleText,
  exitCodeText,
  limitOption,
  positiveNumber,
  wholeNumber,
} from '../../functions/common/process/command-line.ts';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import type { Environment } from '../../functions/common/process/settings.ts';
import { addInputOptions, inputsHelp, readInputOptions } from './input-options.ts';
import { addressMessages } from './messages.ts';
import type { Job } from './run.ts';

interface Options {
  readonly url: URL;
  readonly apiKey?: string;
  readonly idToken?: string | boolean;
  readonly batch: number;
  readonly concurrency: number;
  readonly rate?: number;
  readonly limit?: number;
  readonly attempts: number;
  readonly rejects?: string;
  readonly resume?: true;
  readonly dryRun?: true;
  readonly json?: true;
}

export interface CommandLine {
  readonly job: Job;
  /** Whether the summary is printed as JSON. */
  readonly json: boolean;
}

/** Longer than the function takes to give up on Pub/Sub. */
const REQUEST_TIMEOUT_MS = 60_000;
/** Where the stage listens on this machine. */
const DEFAULT_URL = `${LOCAL_SUBMIT_URL}${SUBMIT_PATH}`;

/**
 * Reads the command line.
 * @param name what the command is called in its help
 * @param argv its arguments
 * @throws as `defineCommand` says
 */
export function parseCommandLine(
  name: string,
  argv: readonly string[],
  environment: Environment,
): CommandLine {
  const command = createCommand(name).parse([...argv], { from: 'user' });
  const options = command.opts<Options>();
  return {
    json: options.json ?? false,
    job: {
      inputs: command.args,
      reading: readInputOptions(command),
      batchSize: options.batch,
      concurrency: options.concurrency,
      rate: options.rate,
      limit: options.limit ?? Number.POSITIVE_INFINITY,
      resume: options.resume ?? false,
      rejects: options.rejects,
      target: options.dryRun
        ? undefined
        : {
            url: options.url.href,
            credentials: {
              url: options.url,
              apiKey: options.apiKey,
              idToken: options.idToken,
              environment,
            },
            maxAttempts: options.attempts,
            timeoutMs: REQUEST_TIMEOUT_MS,
          },
    },
  };
}

/** The command line before any argument is read: for its help, and for the document of settings. */
export function createCommand(name: string): Command {
  const command = defineCommand(name)
    .description('Submit posts from files to the pipeline. A post that is submitted twice counts once.')
    .argument('<file...>', inputsHelp)
    .addOption(
      new Option('--url <url>', 'address of submit, with or without /posts')
        .env('SUBMIT_URL')
        .argParser(parseUrl)
        .default(parseUrl(DEFAULT_URL), DEFAULT_URL),
    )
    .addOption(new Option('--api-key <key>', 'API key, if the function asks for one').env('SUBMIT_API_KEY'))
    .option(
      '--id-token [token]',
      'identity token of Google Cloud; without a value, the metadata server or gcloud is asked for one (the default for run.app and cloudfunctions.net)',
    )
    .option('--no-id-token', 'send no identity token');
  return addInputOptions(command)
    .option('--batch <posts>', 'posts in a request', wholeNumber(1, MAX_BATCH_POSTS), 100)
    .option('--concurrency <requests>', 'requests in flight at a time', wholeNumber(1, 256), 4)
    .option('--rate <posts>', 'at most this many posts a second', positiveNumber)
    .option('--limit <posts>', 'at most this many posts in this run', limitOption)
    .option('--attempts <number>', 'attempts at a request before the run gives up', wholeNumber(1, 1_000), 10)
    .option('--rejects <file>', 'write rejected rows to this file, with the reasons, as JSON lines')
    .option('--resume', 'continue an interrupted run after the last accepted post')
    .option('--dry-run', 'read and check everything, send nothing')
    .option(...commonOptions.json)
    .addHelpText(
      'after',
      exampleText([
        [`${name} articles.csv --rejects bad.jsonl`, 'submit a table, write rejected rows to bad.jsonl'],
        [`${name} --resume articles.csv`, 'continue after Ctrl-C or a crash'],
        [
          `curl -s https://example.org/feed | ${name} --format feed -`,
          'submit a feed; run again, only new items count',
        ],
      ]),
    )
    .addHelpText('after', `\n${exitCodeText}`);
}

/**
 * @throws InvalidArgumentError, with which commander prints the address; an ExplainedError, which does not,
 *   where it may hold a password
 */
function parseUrl(text: string): URL {
  const url = URL.parse(text);
  const isWeb = url !== null && /^https?:$/.test(url.protocol);
  // `name:password@host` is the address of another scheme: `name`.
  const mayHoldPassword = isWeb ? url.username !== '' || url.password !== '' : text.includes('@');
  if (mayHoldPassword) throw new ExplainedError(addressMessages.hasPassword, ExitCode.usage);
  if (!isWeb) throw new InvalidArgumentError(addressMessages.notWeb(`https://host${SUBMIT_PATH}`));
  if (!url.pathname.endsWith(SUBMIT_PATH)) url.pathname = url.pathname.replace(/\/$/, '') + SUBMIT_PATH;
  return url;
}
