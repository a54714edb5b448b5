/** `npm run dead-letters -- list|show|replay|drop`: works on the emulators that the environment names, or on the cloud. */
import { CommanderError } from 'commander';
import { checkCredentials } from '../../functions/common/cloud/credentials.ts';
import { explainFailure } from '../../functions/common/cloud/explain.ts';
import { GrpcCode, grpcCode } from '../../functions/common/cloud/grpc.ts';
import { openPubSub } from '../../functions/common/cloud/pubsub.ts';
import { topology } from '../../functions/common/domain/topology.ts';
import { messageOf } from '../../functions/common/process/error-message.ts';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import { reportFailure, runProcess } from '../../functions/common/process/lifecycle.ts';
import { createLog } from '../../functions/common/process/log.ts';
import { openOutput } from '../../functions/common/process/output.ts';
import { commonSettings, readConfig } from '../../functions/common/process/settings.ts';
import { type CommandLine, parseCommandLine } from './command.ts';
import { operate } from './operate.ts';
import { formatJson, formatLine, formatWhole, printable } from './print.ts';
import { summarize } from './summary.ts';

/** A message that is being published when a signal comes may take a minute. */
const DRAIN_TIMEOUT_MS = 65_000;
const PROGRESS_MS = 2_000;

const { job, json } = parseOrExit();
const config = configOrExit();
const log = createLog('dead-letters', config);

await runProcess(
  { log, drainTimeoutMs: DRAIN_TIMEOUT_MS },
  async ({ stopping, parts, runtime: { clock } }) => {
    const startedAt = clock.now();
    const output = openOutput(log, stopping);
    await checkCredentials({}, [config.PUBSUB_EMULATOR_HOST]);
    const pubsub = parts.use(openPubSub(config));
    const places = topology(config.NAME_PREFIX);
    let seen = 0;
    let done = 0;
    const progress = parts.use(
      clock.every(PROGRESS_MS, () =>
        log.info(
          `${seen} dead letters looked at so far, ${done} of them ${job.action === 'list' ? 'listed' : 'done with'}`,
        ),
      ),
    );
    const totals = await operate(
      pubsub,
      places,
      job,
      {
        seen() {
          seen += 1;
        },
        async letter(letter, message) {
          done += 1;
          if (job.action === 'show') await output.print(formatWhole(letter, message));
          else if (json) await output.print(formatJson(letter));
          else if (job.action === 'list' || job.dryRun) await output.print(formatLine(letter, startedAt));
        },
        failed: (letter, error) =>
          log.error(`message ${letter.id} could not be replayed, and stays: ${said(error)}`),
        trouble: (what, error) => log.warn(`${what}: ${said(error)}`),
      },
      { startedAt, clock, signal: AbortSignal.any([stopping, output.ended]) },
    ).catch((error: unknown) => {
      throw explain(error);
    });
    progress.cancel();
    // Whoever read it has enough: no more words either.
    if (output.exitCode() !== undefined) return output.exitCode();
    const summary = summarize(job, totals, {
      stopped: stopping.aborted,
      leaseSeconds: places.subscriptions.postsDeadLetter.ackDeadlineSeconds,
    });
    log.info(summary.outcome);
    for (const warning of summary.warnings) log.warn(warning);
    return summary.isWhole ? ExitCode.ok : ExitCode.failed;
  },
);

function said(error: unknown): string {
  return printable(messageOf(error));
}

function explain(error: unknown): unknown {
  if (grpcCode(error) !== GrpcCode.notFound)
    return explainFailure({ name: 'Pub/Sub', emulatorHost: config.PUBSUB_EMULATOR_HOST }, error);
  return new ExplainedError(
    `Project ${config.GOOGLE_CLOUD_PROJECT} has no dead letters of a pipeline: ${said(error)}. Are GOOGLE_CLOUD_PROJECT and NAME_PREFIX those of the pipeline?`,
    ExitCode.unavailable,
    { cause: error },
  );
}

function parseOrExit(): CommandLine {
  try {
    return parseCommandLine('entity-pipeline dead-letters', process.argv.slice(2));
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
