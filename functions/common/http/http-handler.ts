/**
 * The part of handling a request that all HTTP functions share. It reads the head and the trace of a request,
 * and turns a refusal or an internal error into a problem document. Then it sends the reply and logs the
 * request. The content of the reply is left to the function.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Log, traceFields } from '../process/log.ts';
import type { Runtime } from '../process/runtime.ts';
import { type Trace, traceOfRequest } from '../process/trace.ts';
import { ProblemError } from './problem.ts';
import { type HeaderFields, problemReply, type Reply, sendReply } from './reply.ts';
import { headOf, type RequestHead } from './request-head.ts';

export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** One request with all that belongs to it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly head: RequestHead;
  readonly trace: Trace;
  /** A log beside the request's trace. */
  readonly log: () => Log;
  /** Adds fields to the entry that is logged when the request has been answered. */
  readonly note: (fields: Readonly<Record<string, string>>) => void;
}

/** The client closed the connection before its request was complete. No reply can reach it. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
}

export interface HttpHandlerOptions {
  readonly project: string;
  readonly log: Log;
  readonly runtime: Runtime;
  /** Headers of every reply to a request, problem documents included. */
  readonly headersFor: (head: RequestHead) => HeaderFields;
  /** Makes the reply; what it throws becomes a problem document. */
  readonly answer: (exchange: Exchange) => Promise<Reply>;
}

/** A log line holds no more of a path than this, in characters. */
const MAX_LOGGED_LENGTH = 200;

/** Makes the handler. It replies to every request, whatever happens, and never throws. */
export function createHttpHandler(options: HttpHandlerOptions): HttpHandler {
  const { clock, chance } = options.runtime;
  return async (request, response) => {
    const startedAt = clock.monotonic();
    const head = headOf(request);
    const trace = traceOfRequest(head.headers, chance);
    // A child costs as much as checking a post, and most requests log nothing.
    let own: Log | undefined;
    const log = (): Log => (own ??= options.log.child(traceFields(options.project, trace)));
    // A client that is gone when the reply is sent does not miss it.
    response.on('error', () => undefined);
    const noted: Record<string, string> = {};
    const note: Exchange['note'] = (fields) => void Object.assign(noted, fields);
    let reply: Reply;
    try {
      reply = await options.answer({ request, response, head, trace, log, note });
    } catch (error) {
      if (error instanceof ClientGone) {
        log().info(`${head.method} ${head.path.slice(0, MAX_LOGGED_LENGTH)}: ${error.message}`);
        response.destroy();
        return;
      }
      reply = problemReply(asProblem(error, log));
    }
    const seconds = (clock.monotonic() - startedAt) / 1_000;
    const level = reply.status < 400 ? 'debug' : 'info';
    if (options.log.isLevelEnabled(level)) logRequest(log().child(noted), level, head, reply.status, seconds);
    const headers = { ...options.headersFor(head), ...reply.headers };
    await sendReply(request, response, { ...reply, headers }, clock);
  };
}

function asProblem(error: unknown, log: () => Log): ProblemError {
  if (error instanceof ProblemError) {
    if (error.cause !== undefined) log().error({ err: error.cause }, error.message);
    return error;
  }
  log().error({ err: error }, 'a request failed with an internal error');
  return new ProblemError(
    500,
    'An internal error occurred and was logged. It is safe to send the request again.',
  );
}

function logRequest(
  log: Log,
  level: 'debug' | 'info',
  head: RequestHead,
  status: number,
  seconds: number,
): void {
  const url = head.query === '' ? head.path : `${head.path}?${head.query}`;
  const httpRequest = {
    requestMethod: head.method,
    requestUrl: url.slice(0, MAX_LOGGED_LENGTH),
    status,
    latency: `${seconds.toFixed(3)}s`,
  };
  log[level]({ httpRequest }, `${status} ${head.method} ${head.path.slice(0, MAX_LOGGED_LENGTH)}`);
}
