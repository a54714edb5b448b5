/**
 * `npm run dead-letters -- list|show|replay|drop`: works on the emulators that the environment names, or on
 * the cloud.
 */
import { checkCredentials } from '../../functions/common/cloud/credentials.ts';
import { explainFailure } from '../../functions/common/cloud/explain.ts';
import { GrpcCode, grpcCode } from '../../functions/common/cloud/grpc.ts';
import { openPubSub } from '../../functions/common/cloud/pubsub.ts';
import { failureInWords, messageOf } from '../../functions/common/domain/error-message.ts';
import { counted } from '../../functions/common/domain/quantities.ts';
import { topology } from '../../functions/common/domain/topology.ts';
import { runCommand } from '../../functions/common/process/command.ts';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import { openOutput } from '../../functions/common/process/output.ts';
import { printable } from '../../functions/common/process/printable.ts';
import { type CommonSettings, commonSettings } from '../../functions/common/process/settings.ts';
import { parseCommandLine } from './command.ts';
import { operate } from './operate.ts';
import { formatJson, formatLine, formatWhole } from './print.ts';
import { summarize } from './summary.ts';

/** A message that is being published when a signal comes may take a minute. */
const DRAIN_TIMEOUT_MS = 65_000;
const PROGRESS_MS = 2_000;

const frame = {
  read: (argv: readonly string[]) => parseCommandLine('entity-pipeline dead-letters', argv),
  settings: commonSettings,
  drainTimeoutMs: DRAIN_TIMEOUT_MS,
  ownsOutput: true,
} as const;

await runCommand(frame, async ({ given: { job, json }, config, log, stopping, parts, runtime }) => {
  const { clock } = runtime;
  const startedAt = clock.now();
  const output = openOutput(log, stopping);
  await checkCredentials({}, [config.PUBSUB_EMULATOR_HOST]);
  const pubsub = parts.use(await openPubSub(config, { pullApi: 'unary', clock }));
  const places = topology(config.NAME_PREFIX);
  let seen = 0;
  let done = 0;
  let told = '';
  const progress = parts.use(
    clock.every(PROGRESS_MS, () => {
      const now = `${counted(seen, 'dead letter')} scanned so far, ${done} matched`;
      // The same line again, or "0 scanned" while Pub/Sub does not answer, would look like progress.
      if (seen > 0 && now !== told) log.info(now);
      told = now;
    }),
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
        log.error(`message ${letter.id} could not be replayed and stays a dead letter: ${said(error)}`),
      trouble: (what, error) => log.warn(`${what}: ${said(error)}`),
    },
    { startedAt, runtime, signal: AbortSignal.any([stopping, output.ended]) },
  ).catch((error: unknown) => {
    throw explain(error, config);
  });
  progress.cancel();
  // The reader closed the output, so no summary follows.
  if (output.exitCode() !== undefined) return output.exitCode();
  const summary = summarize(job, totals, {
    stopped: stopping.aborted,
    leaseSeconds: places.subscriptions.postsDeadLetter.ackDeadlineSeconds,
  });
  log.info(summary.outcome);
  for (const warning of summary.warnings) log.warn(warning);
  return summary.exitCode;
});

function said(error: unknown): string {
  return printable(failureInWords(messageOf(error)));
}

function explain(error: unknown, config: CommonSettings): unknown {
  if (grpcCode(error) !== GrpcCode.notFound)
    return explainFailure({ name: 'Pub/Sub', emulatorHost: config.PUBSUB_EMULATOR_HOST }, error);
  return new ExplainedError(
    `Project ${config.GOOGLE_CLOUD_PROJECT} has no dead letters of a pipeline: ${said(error)}. Check that GOOGLE_CLOUD_PROJECT and NAME_PREFIX are those of the pipeline.`,
    ExitCode.unavailable,
    { cause: error },
  );
}
