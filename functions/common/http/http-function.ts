/**
 * Runs an HTTP function in one of two ways: under functions-framework, as in the cloud, or in the foreground,
 * as `npm run stage` does. Both serve the server that functions-framework makes.
 */
import type { Server, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import type { z } from 'zod';
import { aborted, type Life, reportFailure, runProcess } from '../process/lifecycle.ts';
import { createLog, type Log } from '../process/log.ts';
import { listen } from '../process/ports.ts';
import type { Clock, Runtime } from '../process/runtime.ts';
import { type commonSettings, type Environment, readConfig } from '../process/settings.ts';
import { systemRuntime } from '../process/system-runtime.ts';
import type { HttpHandler } from './http-handler.ts';
import { takeOver, takeOverAtFirstRequest } from './take-over.ts';

/** A function with the clients it holds open. */
export interface OpenedFunction extends AsyncDisposable {
  readonly handler: HttpHandler;
}

/** Cloud Run kills 10 s after SIGTERM; `runProcess` adds 5 s for the parts to report. */
const CLOUD_DRAIN_TIMEOUT_MS = 4_000;

/**
 * Opens a function for functions-framework to load: reads its configuration (exit code 78 with every fault
 * when it is wrong) and sees to it that SIGTERM finishes the requests in flight. functions-framework ends the
 * process at once on SIGTERM; it installs that when it listens, so the signals are taken over when the first
 * request comes; before it there is nothing to finish.
 * @returns the handler, to be exported under the function's name
 */
export function openForFramework<Shape extends typeof commonSettings & z.ZodRawShape>(
  service: string,
  shape: Shape,
  environment: Environment,
  open: (config: z.infer<z.ZodObject<Shape>>, log: Log, runtime: Runtime) => OpenedFunction,
): HttpHandler {
  let opened: OpenedFunction;
  let log = createLog(service, { LOG_LEVEL: 'info', LOG_FORMAT: 'auto' });
  try {
    const config = readConfig(shape, environment);
    log = createLog(service, config as z.infer<z.ZodObject<typeof commonSettings>>);
    opened = open(config, log, systemRuntime);
  } catch (error) {
    process.exit(reportFailure(error, log));
  }
  const { handler, close } = draining(opened.handler, systemRuntime.clock);
  takeOverAtFirstRequest(handler, (server) => {
    for (const signal of ['SIGTERM', 'SIGINT']) process.removeAllListeners(signal);
    void runProcess({ log, drainTimeoutMs: CLOUD_DRAIN_TIMEOUT_MS }, async ({ stopping, parts }) => {
      parts.use(opened);
      await aborted(stopping);
      await close(server);
    });
  });
  return handler;
}

/**
 * Serves a function in the foreground until a signal comes, then finishes the requests in flight.
 * @throws ExplainedError when the port is taken
 */
export async function serveInForeground(
  service: string,
  opened: OpenedFunction,
  address: { readonly port: number; readonly host: string },
  life: Life,
  onListening: (port: number) => void,
): Promise<void> {
  life.parts.use(opened);
  const { handler, close } = draining(opened.handler, life.runtime.clock);
  http(service, handler);
  // functions-framework makes this very server, and listens on it without a choice of address.
  const server = getTestServer(service);
  takeOver(server, handler);
  onListening(await listen(server, address.port, address.host, 'PORT'));
  await aborted(life.stopping);
  await close(server);
}

interface Draining {
  readonly handler: HttpHandler;
  /**
   * Takes no new connections, ends the idle ones, and waits for the requests in flight. Their connections are
   * closed afterwards.
   */
  readonly close: (server: Server) => Promise<void>;
}

function draining(handler: HttpHandler, clock: Clock): Draining {
  const inFlight = new Set<ServerResponse>();
  let closing = false;
  const endAfter = (response: ServerResponse): void => {
    if (!response.headersSent) response.setHeader('connection', 'close');
  };
  return {
    handler(request, response) {
      inFlight.add(response);
      response.once('close', () => inFlight.delete(response));
      if (closing) endAfter(response);
      return handler(request, response);
    },
    async close(server) {
      closing = true;
      for (const response of inFlight) endAfter(response);
      await closeServer(server, clock);
    },
  };
}

async function closeServer(server: Server, clock: Clock): Promise<void> {
  const closed = promisify(server.close.bind(server))();
  server.closeIdleConnections();
  // A reply whose head was already sent keeps its connection. It would stay open until its client closes it.
  using _timer = clock.every(50, () => server.closeIdleConnections());
  await closed;
}
