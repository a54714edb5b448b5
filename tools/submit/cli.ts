/** `npm run submit`: submits posts from files. */
import { runCommand } from '../../functions/common/process/command.ts';
import { ExitCode } from '../../functions/common/process/exit-codes.ts';
import { parseCommandLine } from './command.ts';
import { areSentInTheOpen } from './credentials.ts';
import { addressMessages } from './messages.ts';
import { run } from './run.ts';
import { SubmittingFailed } from './send.ts';
import { hasState } from './state.ts';
import { describeResume, describeSummary } from './summary.ts';

/** A request in flight is finished within this time, or fails. */
const DRAIN_TIMEOUT_MS = 65_000;

await runCommand(
  {
    read: (argv, environment) => parseCommandLine('entity-pipeline submit', argv, environment),
    settings: {},
    drainTimeoutMs: DRAIN_TIMEOUT_MS,
  },
  async ({ given: { job, json }, log, stopping, runtime }) => {
    const howToGoOn = describeResume(process.argv.slice(2));
    const credentials = job.target?.credentials;
    if (credentials !== undefined && areSentInTheOpen(credentials))
      log.warn(addressMessages.keyInTheOpen(credentials.url.host));
    const isResumable = job.target !== undefined && !job.inputs.includes('-');
    try {
      const summary = await run(job, stopping, runtime);
      process.stdout.write(`${json ? JSON.stringify(summary) : describeSummary(summary)}\n`);
      const isWhole = summary.finished || summary.faults.length > 0;
      // Before anything was accepted there is nothing to go on from.
      const hasBegun = summary.acceptedInAll + summary.rejectedInAll > 0;
      if (isResumable && hasBegun && (stopping.aborted || !isWhole)) log.info(howToGoOn);
      if (stopping.aborted) return ExitCode.interrupted;
      const [fault] = summary.faults;
      if (fault !== undefined) return fault.exitCode;
      return summary.rejectedInAll > 0 ? ExitCode.data : ExitCode.ok;
    } catch (error) {
      if (!(error instanceof SubmittingFailed && isResumable)) throw error;
      log.error(job.inputs.some(hasState) ? `${error.message}\n${howToGoOn}` : error.message);
      return error.exitCode;
    }
  },
);
