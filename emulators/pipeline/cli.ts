/**
 * `npm start`: brings up the whole pipeline on this machine, submits posts over HTTP, shows the counts read back from Firestore, and
 * stays up (or, with --exit, ends when all is saved).
 */
import { fileURLToPath } from 'node:url';
import { topology } from '../../functions/common/domain/topology.ts';
import { commandLine } from '../../functions/common/process/command-line.ts';
import { ExitCode } from '../../functions/common/process/exit-codes.ts';
import { aborted, reportFailure, runProcess } from '../../functions/common/process/lifecycle.ts';
import { createLog } from '../../functions/common/process/log.ts';
import { readConfig } from '../../functions/common/process/settings.ts';
import { startSettings } from '../settings.ts';
import { checkFiles } from './input.ts';
import { startPipeline } from './pipeline.ts';
import { formatCounts, readCounts } from './report.ts';
import { runPosts } from './run-posts.ts';
import { openTally } from './tally.ts';

interface Options {
  readonly input?: readonly string[];
  readonly exit?: true;
  readonly json?: true;
}

const sample = fileURLToPath(new URL('./sample-posts.jsonl', import.meta.url));
/** Each of these has limits of its own; together they stay below this. */
const DRAIN_TIMEOUT_MS = 90_000;
const ENTITIES = { inJson: 10, onScreen: 6 } as const;

/** Runs the command line to its end and exits. */
async function start(options: Options): Promise<never> {
  let config: ReturnType<typeof readConfig<typeof startSettings>>;
  try {
    config = readConfig(startSettings, process.env);
  } catch (error) {
    process.exit(reportFailure(error, createLog('start', { LOG_LEVEL: 'info', LOG_FORMAT: 'auto' })));
  }
  const log = createLog('start', config);
  return runProcess({ log, drainTimeoutMs: DRAIN_TIMEOUT_MS }, async ({ stopping, parts }) => {
    const startedAt = performance.now();
    const files = options.input ?? [sample];
    await checkFiles(files);
    const pipeline = parts.use(
      await startPipeline({
        environment: process.env,
        projectId: config.GOOGLE_CLOUD_PROJECT,
        namePrefix: config.NAME_PREFIX,
        ports: config,
        log,
        signal: stopping,
      }),
    );
    if (stopping.aborted) return ExitCode.ok;
    const { pubsub, firestore, submitUrl, showUrl } = pipeline;
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    log.info(`the pipeline is up after ${seconds} s; the counts, live: ${showUrl}/`);
    const tally = parts.use(await openTally(pubsub, firestore, topology(config.NAME_PREFIX)));
    const outcome = await runPosts({
      files,
      submitUrl,
      tally,
      failed: pipeline.failed,
      log,
      signal: stopping,
    });
    const publications = await readCounts(firestore, ENTITIES.inJson);
    if (options.json) process.stdout.write(`${JSON.stringify({ ...outcome.summary, publications })}\n`);
    else process.stdout.write(formatCounts(publications, ENTITIES.onScreen));
    if (!options.exit && !stopping.aborted) {
      const stream = options.json ? process.stderr : process.stdout;
      stream.write(
        `\nThe page:      ${showUrl}/\nSubmit a post: ${curlLine(submitUrl)}\nOperate it:    ${exportLine(pipeline.environment, config.NAME_PREFIX)}\nCtrl-C ends it all.\n`,
      );
      const failure = await Promise.race([aborted(stopping), pipeline.failed]);
      if (failure !== undefined) throw failure;
    }
    const { accepted, rejected } = outcome.summary;
    const allRejected = rejected > 0 && accepted === 0;
    return outcome.complete && !allRejected ? ExitCode.ok : ExitCode.failed;
  });
}

/** What a shell needs for `npm run dead-letters`, `recount` and `forget`. */
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

const program = commandLine('entity-pipeline start')
  .description('Run the whole pipeline on this machine and submit posts to it.')
  .option('--input <file...>', 'JSON lines files of posts; without it, the bundled sample')
  .option('--exit', 'end when everything is saved; exit code 0 only if every accepted post is accounted for')
  .option('--json', 'print one JSON object with the outcome and the counts as the last line')
  .parse();
await start(program.opts<Options>());
