/**
 * Runs `npm start`: brings up the whole pipeline on this machine, submits posts over HTTP and shows the
 * counts from Firestore. It stays up, or with --exit ends when all posts are saved.
 */

import { fileURLToPath } from 'node:url';
import { topology } from '../../functions/common/domain/topology.ts';
import { runCommand } from '../../functions/common/process/command.ts';
import {
  commonOptions,
  defineCommand,
  exampleText,
  exitCodeText,
  limitOption,
} from '../../functions/common/process/command-line.ts';
import { ExitCode } from '../../functions/common/process/exit-codes.ts';
import { aborted } from '../../functions/common/process/lifecycle.ts';
import { ownCommand } from '../../functions/common/process/own-command.ts';
import { systemRuntime } from '../../functions/common/process/system-runtime.ts';
import { addInputOptions, inputsHelp, readInputOptions } from '../../tools/submit/input-options.ts';
import type { InputOptions } from '../../tools/submit/read-source.ts';
import { type EngineChoice, engineOption, keepOption } from '../engine-option.ts';
import { startSettings } from '../settings.ts';
import { checkInputs } from './input.ts';
import { startPipeline } from './pipeline.ts';
import { formatCounts, readCounts } from './report.ts';
import { type PipelineOutcome, runPosts } from './run-posts.ts';
import { openTally } from './tally.ts';
import { untilStopped } from './until-stopped.ts';

interface Given extends EngineChoice {
  readonly inputs: readonly string[];
  readonly reading: InputOptions;
  readonly limit: number;
  readonly exit: boolean;
  readonly json: boolean;
}

const sample = fileURLToPath(new URL('./sample-posts.jsonl', import.meta.url));
/** Each step of the shutdown has a limit of its own; together they stay below this. */
const DRAIN_TIMEOUT_MS = 90_000;
const NAMES = { inJson: 10, onScreen: 6 } as const;
const PUBLICATIONS_ON_SCREEN = 50;

const frame = { read: readCommandLine, settings: startSettings, drainTimeoutMs: DRAIN_TIMEOUT_MS } as const;

await runCommand(
  frame,
  async ({ given: { inputs, reading, limit, exit, json, ...choice }, config, log, stopping, parts }) => {
    const startedAt = performance.now();
    await checkInputs(inputs);
    const pipeline = parts.use(
      await startPipeline({
        ...choice,
        environment: process.env,
        projectId: config.GOOGLE_CLOUD_PROJECT,
        namePrefix: config.NAME_PREFIX,
        ports: config,
        log,
        signal: stopping,
      }),
    );
    if (stopping.aborted) return ExitCode.interrupted;
    const { pubsub, firestore, submitUrl, showUrl } = pipeline;
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    log.info(`the pipeline is ready after ${seconds} s; live counts: ${showUrl}/`);
    const tally = parts.use(await openTally(pubsub, firestore, topology(config.NAME_PREFIX)));
    const outcome = await runPosts({
      inputs,
      reading,
      limit,
      submitUrl,
      tally,
      failed: pipeline.failed,
      log,
      signal: stopping,
    });
    const publications = await untilStopped(readCounts(firestore, NAMES.inJson), {
      failed: pipeline.failed,
      stopping,
      log,
      clock: systemRuntime.clock,
    });
    if (publications === undefined) return ExitCode.interrupted;
    if (json) process.stdout.write(`${JSON.stringify({ ...outcome.summary, publications })}\n`);
    else
      process.stdout.write(
        formatCounts(publications, { names: NAMES.onScreen, publications: PUBLICATIONS_ON_SCREEN }),
      );
    if (stopping.aborted && !outcome.complete) return ExitCode.interrupted;
    const hasNothing = inputs.length > 0 && outcome.summary.accepted === 0;
    if (hasNothing)
      log.warn(`no post was submitted${exit ? '' : '; the pipeline runs without them until Ctrl-C'}`);
    if (!exit) {
      const stream = json ? process.stderr : process.stdout;
      stream.write(
        `\nThe page:      ${showUrl}/\nSubmit a post: ${curlLine(submitUrl)}\nSubmit a file: ${ownCommand('submit', `FILE --url ${submitUrl}`)}\nOperate it:    ${exportLine(pipeline.environment, config.NAME_PREFIX)}\nCtrl-C ends it all.\n`,
      );
      const failure = await Promise.race([aborted(stopping), pipeline.failed]);
      if (failure !== undefined) throw failure;
      // It runs until it is stopped, and the outcome was shown.
      return ExitCode.ok;
    }
    return inputs.length === 0 ? ExitCode.ok : exitCodeOf(outcome);
  },
);

/**
 * Chooses the exit code. Uncounted posts are a fault of the pipeline. Rejected posts, or no posts at all, are
 * a fault of the input.
 */
function exitCodeOf({ complete, summary: { accepted, rejected, deadLettered } }: PipelineOutcome): number {
  if (!complete || deadLettered > 0) return ExitCode.failed;
  return rejected > 0 || accepted === 0 ? ExitCode.data : ExitCode.ok;
}

/** The export line for a shell in which to run `npm run dead-letters`, `recount` and `forget`. */
function exportLine(environment: Readonly<Record<string, string>>, namePrefix: string): string {
  const names = ['GOOGLE_CLOUD_PROJECT', 'PUBSUB_EMULATOR_HOST', 'FIRESTORE_EMULATOR_HOST'];
  const settings = names.map((name) => `${name}=${environment[name]}`);
  if (namePrefix !== '') settings.push(`NAME_PREFIX=${namePrefix}`);
  return `export ${settings.join(' ')}`;
}

function curlLine(url: string): string {
  const post = '{"publication": "Example Times", "content": "Ada Lovelace met Charles Babbage in London."}';
  return `curl -sS ${url}/posts -H 'content-type: application/json' -d '${post}'`;
}

function readCommandLine(argv: readonly string[]): Given {
  const name = 'entity-pipeline start';
  const program = addInputOptions(
    defineCommand(name)
      .description('Run the whole pipeline on this machine, submit posts to it and show the counts.')
      .argument('[file...]', `${inputsHelp}; by default the bundled sample`)
      .option('--input <file...>', 'the same as files given as arguments')
      .option('--empty', 'submit nothing at the start, not even the sample'),
  )
    .option('--limit <posts>', 'read at most this many posts', limitOption)
    .option('--exit', 'end when all posts are saved; the exit code is 0 only if every post was saved')
    .addOption(engineOption())
    .option(...keepOption)
    .option(...commonOptions.json)
    .addHelpText(
      'after',
      exampleText([
        [name, 'run the sample posts and keep running, with the page'],
        [`${name} articles.csv --exit --json`, 'submit a file, print the counts and end'],
        [`${name} --empty`, 'start without posts, to submit them later'],
      ]),
    )
    .addHelpText('after', `\n${exitCodeText}`)
    .parse([...argv], { from: 'user' });
  const options = program.opts<
    EngineChoice & {
      readonly input?: readonly string[];
      readonly empty?: true;
      readonly limit?: number;
      readonly exit?: true;
      readonly json?: true;
    }
  >();
  const given = [...program.args, ...(options.input ?? [])];
  // The options about inputs do not apply to the sample.
  const isSample = given.length === 0 && !options.empty;
  return {
    inputs: isSample ? [sample] : given,
    reading: isSample
      ? { ...readInputOptions(program), format: 'jsonl', names: {} }
      : readInputOptions(program),
    limit: options.limit ?? Number.POSITIVE_INFINITY,
    exit: options.exit ?? false,
    json: options.json ?? false,
    ...(options.engine && { engine: options.engine }),
    ...(options.keep && { keep: options.keep }),
  };
}
