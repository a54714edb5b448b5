/**
 * The submit function as functions-framework loads it, in the cloud or by `functions-framework --source functions/submit/function.ts --target
 * submit`. It is found as an export and not by registering, so that a bundle may hold a copy of functions-framework.
 *
 * functions-framework ends the process at once on SIGTERM and answers a request in flight with 500. It installs that when it listens, so
 * the signals are taken over when the first request comes; before it there is nothing to finish.
 */
import type { Server } from 'node:http';
import { readConfig } from '../common/config.ts';
import { aborted, reportFailure, runProcess } from '../common/lifecycle.ts';
import { createLog } from '../common/log.ts';
import { layRequestsBare } from './bare-request.ts';
import type { Handler } from './handler.ts';
import { openSubmit, type SubmitConfig } from './open-submit.ts';
import { submitSettings } from './settings.ts';

/** Cloud Run kills 10 s after SIGTERM; `runProcess` adds 5 s for the parts to report. */
const DRAIN_TIMEOUT_MS = 4_000;

const config = configOrExit();
const log = createLog('submit', config);
const opened = openSubmit(config, log);

let takenOver = false;
layRequestsBare((server) => {
  if (!takenOver) takeOverSignals(server);
  takenOver = true;
});

/** The function. */
export const submit: Handler = opened.handler;

function takeOverSignals(server: Server): void {
  for (const signal of ['SIGTERM', 'SIGINT']) process.removeAllListeners(signal);
  void runProcess({ log, drainTimeoutMs: DRAIN_TIMEOUT_MS }, async ({ stopping, parts }) => {
    parts.use(opened);
    await aborted(stopping);
    await opened.stop(server);
  });
}

function configOrExit(): SubmitConfig {
  try {
    return readConfig(submitSettings, process.env);
  } catch (error) {
    process.exit(reportFailure(error, createLog('submit', { LOG_LEVEL: 'info', LOG_FORMAT: 'auto' })));
  }
}
