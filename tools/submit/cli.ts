/** `npm run submit`: submits posts from files. */
import { CommanderError } from 'commander';
import { pino } from 'pino';
import pretty from 'pino-pretty';
import { forcedExitCode } from '../../functions/common/process/exit-codes.ts';
import { runProcess } from '../../functions/common/process/lifecycle.ts';
import { type CommandLine, parseCommandLine } from './command.ts';
import { run } from './run.ts';
import { SubmittingFailed } from './send.ts';
import { describeResume, describeSummary } from './summary.ts';

/** A request in flight is finished within this time, or fails. */
const DRAIN_TIMEOUT_MS = 65_000;

const argv = process.argv.slice(2);
const isScript = process.env.npm_lifecycle_event === 'submit';
const { job, json } = parseOrExit();
// For people at a terminal, not for a log collector: the words and nothing else.
const log = pino(
  { level: 'info' },
  pretty({ destination: 2, sync: true, ignore: 'pid,hostname,time,level', colorize: false }),
);

await runProcess({ log, drainTimeoutMs: DRAIN_TIMEOUT_MS }, async ({ stopping }) => {
  const howToGoOn = describeResume(isScript ? 'npm run submit --' : 'entity-pipeline submit', argv);
  const isResumable = job.target !== undefined && !job.inputs.includes('-');
  try {
    const summary = await run(job, stopping);
    process.stdout.write(`${json ? JSON.stringify(summary) : describeSummary(summary)}\n`);
    if (!summary.finished && isResumable) log.info(howToGoOn);
    if (stopping.aborted) return forcedExitCode('SIGINT');
    return summary.rejectedInAll > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof SubmittingFailed && isResumable)) throw error;
    log.error(`${error.message}\n${howToGoOn}`);
    return error.exitCode;
  }
});

function parseOrExit(): CommandLine {
  try {
    return parseCommandLine('entity-pipeline submit', argv, process.env);
  } catch (error) {
    if (error instanceof CommanderError) process.exit(error.exitCode);
    throw error;
  }
}
