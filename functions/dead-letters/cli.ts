/** `npm run dead-letters -- list|show|replay|drop`: works on the emulators that the environment names, or on the cloud. */
import { CommanderError } from 'commander';
import { commonSettings, readConfig } from '../common/config.ts';
import { ExitCode } from '../common/exit-codes.ts';
import { reportFailure, runProcess } from '../common/lifecycle.ts';
import { createLog } from '../common/log.ts';
import { endWithOutput } from '../common/output.ts';
import { openPubSub } from '../common/pubsub.ts';
import { topology } from '../common/topology.ts';
import { type CommandLine, parseCommandLine } from './command.ts';
import { formatAge } from './letter.ts';
import { operate } from './operate.ts';

const DRAIN_TIMEOUT_MS = 65_000;
const PROGRESS_MS = 2_000;

const { job, json } = parseOrExit();
const config = configOrExit();
const log = createLog('dead-letters', { ...config, LOG_LEVEL: config.LOG_LEVEL });
endWithOutput(log);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

await runProcess({ log, drainTimeoutMs: DRAIN_TIMEOUT_MS }, async ({ stopping, parts }) => {
  const pubsub = parts.use(openPubSub(config));
  let seen = 0;
  let done = 0;
  const progress = setInterval(() => log.info(`${seen} dead letters looked at, ${done} meant`), PROGRESS_MS);
  parts.defer(() => clearInterval(progress));
  const totals = await operate(
    pubsub,
    topology(config.NAME_PREFIX),
    job,
    {
      seen: () => {
        seen += 1;
      },
      letter(letter, message) {
        done += 1;
        if (job.action === 'show') {
          const { data, attributes } = message;
          print(JSON.stringify({ ...letter, attributes, data: data.toString() }));
        } else if (json) print(JSON.stringify(letter));
        else if (job.action === 'list' || job.dryRun) {
          const age = formatAge(Date.now() - letter.since.getTime());
          print(
            `${[letter.stage, age, letter.reason, letter.postId ?? `message ${letter.id}`, letter.error].join('\t')}`,
          );
        }
      },
      failed: (letter, error) =>
        log.error({ err: error }, `message ${letter.id} could not be replayed; it stays`),
    },
    stopping,
  );
  clearInterval(progress);
  const what = { list: 'listed', show: 'shown', replay: 'replayed', drop: 'dropped' }[job.action];
  const outcome = job.dryRun ? `would be ${what}` : what;
  log.info(
    `${totals.meant} of ${totals.seen} dead letters ${outcome}${totals.mayHaveMore ? '; there may be more beyond --limit' : ''}`,
  );
  return totals.failed > 0 || stopping.aborted ? ExitCode.failed : ExitCode.ok;
});

function parseOrExit(): CommandLine {
  try {
    return parseCommandLine('dead-letters', process.argv.slice(2));
  } catch (error) {
    if (error instanceof CommanderError) process.exit(error.exitCode);
    throw error;
  }
}

function configOrExit(): ReturnType<typeof readConfig<typeof commonSettings>> {
  try {
    return readConfig(commonSettings, process.env);
  } catch (error) {
    return process.exit(
      reportFailure(error, createLog('dead-letters', { LOG_LEVEL: 'info', LOG_FORMAT: 'auto' })),
    );
  }
}
