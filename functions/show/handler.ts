/** The function itself: from a request to an answer. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { headOf, type RequestHead } from '../common/http/bare-request.ts';
import { ProblemError } from '../common/http/problem.ts';
import { type Log, traceFields } from '../common/process/log.ts';
import { traceOfRequest } from '../common/process/trace.ts';
import type { Api } from './api.ts';
import type { Assets } from './assets.ts';
import { FirestoreAway } from './deadline.ts';
import { commonHeaders, corsHeaders, preflightHeaders } from './headers.ts';
import type { Page } from './page.ts';
import { sendAnswer, sendProblem } from './respond.ts';
import { routeOf } from './routes.ts';

export interface HandlerOptions {
  readonly project: string;
  readonly api: Api;
  readonly page: Page;
  readonly assets: () => Promise<Assets>;
  /** The origins that may read the API from their pages. */
  readonly corsOrigins: ReadonlySet<string>;
  readonly log: Log;
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Makes the function. It answers every request, whatever happens, and never throws. */
export function createHandler(options: HandlerOptions): Handler {
  return async (request, response) => {
    const startedAt = performance.now();
    const head = headOf(request);
    const log = options.log.child(traceFields(options.project, traceOfRequest(head.headers)));
    // Whoever is gone when the answer is sent will not miss it.
    response.on('error', () => undefined);
    const isApi = /^\/api(?:\/|$)/.test(head.path);
    const extra = isApi ? corsHeaders(options.corsOrigins, head.headers.origin) : commonHeaders;
    try {
      await answer(head, response, extra, options);
    } catch (error) {
      sendProblem(head, response, asProblem(error, log), extra);
    }
    const httpRequest = {
      requestMethod: head.method,
      requestUrl: `${head.path}?${head.query}`.slice(0, 200),
      status: response.statusCode,
      latency: `${((performance.now() - startedAt) / 1000).toFixed(3)}s`,
    };
    log.debug({ httpRequest }, `${response.statusCode} ${head.method} ${head.path.slice(0, 200)}`);
  };
}

async function answer(
  head: RequestHead,
  response: ServerResponse,
  extra: Readonly<Record<string, string>>,
  options: HandlerOptions,
): Promise<void> {
  const route = routeOf(head.path);
  const isApi = !['page', 'asset'].includes(route.name);
  if (head.method === 'OPTIONS' && isApi) {
    const allowed = 'access-control-allow-origin' in extra ? preflightHeaders : {};
    response.writeHead(204, { ...extra, ...allowed, allow: 'GET, HEAD, OPTIONS' }).end();
    return;
  }
  if (head.method !== 'GET' && head.method !== 'HEAD') {
    const allow = isApi ? 'GET, HEAD, OPTIONS' : 'GET, HEAD';
    throw new ProblemError(405, `${head.method} is not possible here, only ${allow}.`, {
      headers: { allow },
    });
  }
  if (route.name === 'page') {
    const { html, headers } = await options.page.view(route.found, head.path, head.query);
    await sendAnswer(head, response, route.found ? 200 : 404, html, headers);
  } else if (route.name === 'asset') {
    const asset = (await options.assets()).files.get(route.file);
    if (asset === undefined) throw new ProblemError(404, `There is no file ${head.path}.`);
    await sendAnswer(head, response, 200, asset, extra);
  } else {
    await sendAnswer(head, response, 200, await options.api.answer(route, head.query), extra);
  }
}

function asProblem(error: unknown, log: Log): ProblemError {
  if (error instanceof FirestoreAway) log.error({ err: error.cause }, 'Firestore does not answer');
  if (error instanceof ProblemError) return error;
  log.error({ err: error }, 'unexpected fault in a request');
  return new ProblemError(500, 'Something went wrong here that is not your fault; it has been logged.');
}
