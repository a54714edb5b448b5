/** The function itself: from a request to a reply. */

import { createHttpHandler, type HttpHandler } from '../common/http/http-handler.ts';
import { ProblemError } from '../common/http/problem.ts';
import type { HeaderFields, Reply } from '../common/http/reply.ts';
import type { RequestHead } from '../common/http/request-head.ts';
import type { Log } from '../common/process/log.ts';
import type { Runtime } from '../common/process/runtime.ts';
import type { Api } from './api.ts';
import type { Assets } from './assets.ts';
import { commonHeaders, corsHeaders, preflightHeaders } from './headers.ts';
import { replyWith } from './reply.ts';
import { formOf, isApiPath, routeOf } from './routes.ts';
import type { Shell } from './shell.ts';

export interface ShowHandlerOptions {
  readonly project: string;
  readonly api: Api;
  readonly shell: Shell;
  readonly assets: () => Promise<Assets>;
  /** The origins that may read the API from their pages. */
  readonly corsOrigins: ReadonlySet<string>;
  readonly log: Log;
  readonly runtime: Runtime;
}

/** Makes the function. It replies to every request, whatever happens, and never throws. */
export function createHandler(options: ShowHandlerOptions): HttpHandler {
  const headersFor = ({ path, headers }: RequestHead): HeaderFields =>
    isApiPath(path) ? corsHeaders(options.corsOrigins, headers.origin) : commonHeaders;
  return createHttpHandler({
    project: options.project,
    log: options.log,
    runtime: options.runtime,
    headersFor,
    answer: ({ head }) => answer(head, headersFor(head), options),
  });
}

async function answer(head: RequestHead, extra: HeaderFields, options: ShowHandlerOptions): Promise<Reply> {
  const { form, path } = formOf(head.path, head.headers.accept);
  const route = routeOf(path);
  const isApi = !['page', 'asset'].includes(route.name);
  if (head.method === 'OPTIONS' && isApi) {
    const allowed = 'access-control-allow-origin' in extra ? preflightHeaders : {};
    return { status: 204, headers: { ...allowed, allow: 'GET, HEAD, OPTIONS' } };
  }
  if (head.method !== 'GET' && head.method !== 'HEAD') {
    const allow = isApi ? 'GET, HEAD, OPTIONS' : 'GET, HEAD';
    throw new ProblemError(405, `${head.method} is not supported here, only ${allow}.`, {
      headers: { allow },
    });
  }
  if (route.name === 'page') {
    const { html, headers } = await options.shell.of(route.view, head.query);
    return replyWith(head, route.view.name === 'missing' ? 404 : 200, html, headers);
  }
  if (route.name === 'asset') {
    const asset = (await options.assets()).files.get(route.file);
    if (asset === undefined) throw new ProblemError(404, `There is no file ${head.path}.`);
    return replyWith(head, 200, asset, extra);
  }
  return replyWith(head, 200, await options.api.answer(route, head.query, form), extra);
}
