/**
 * The function itself: from a request to a reply. The head is checked first, then the body is read within bounds, parsed and published. A
 * post counts as accepted only when Pub/Sub has accepted it.
 */

import type { Publisher } from '../common/cloud/pubsub.ts';
import { createHttpHandler, type Exchange, type HttpHandler } from '../common/http/http-handler.ts';
import type { Reply } from '../common/http/reply.ts';
import type { Log } from '../common/process/log.ts';
import type { Runtime } from '../common/process/runtime.ts';
import { checkHead } from './check-head.ts';
import type { HeldBytes } from './held-bytes.ts';
import { parsePosts } from './parse-posts.ts';
import { publishPosts } from './publish-posts.ts';
import { readBody } from './read-body.ts';
import { replyTo } from './reply.ts';

export interface SubmitHandlerOptions {
  readonly project: string;
  readonly publisher: Publisher;
  readonly keyDigests: readonly Buffer[];
  readonly held: HeldBytes;
  readonly bodyTimeoutMs: number;
  readonly publishTimeoutMs: number;
  readonly log: Log;
  readonly runtime: Runtime;
}

/** Makes the function. It replies to every request that was laid bare, whatever happens, and never throws. */
export function createHandler(options: SubmitHandlerOptions): HttpHandler {
  return createHttpHandler({
    project: options.project,
    log: options.log,
    runtime: options.runtime,
    headersFor: () => ({ 'cache-control': 'no-store' }),
    answer: (exchange) => submit(exchange, options),
  });
}

async function submit(exchange: Exchange, options: SubmitHandlerOptions): Promise<Reply> {
  const { request, response, trace, log } = exchange;
  const checked = checkHead(exchange.head, options.keyDigests);
  if ('reply' in checked) return checked.reply;
  const share = options.held.open();
  let settled: Promise<unknown> = Promise.resolve();
  try {
    if (checked.awaitsContinue) response.writeContinue();
    const body = await readBody(request, {
      gzip: checked.kind.gzip,
      isLines: checked.kind.format === 'ndjson',
      timeoutMs: options.bodyTimeoutMs,
      share,
      clock: options.runtime.clock,
    });
    const submission = parsePosts(body, checked.kind.format);
    const published = await publishPosts(options.publisher, submission.candidates, {
      timeoutMs: options.publishTimeoutMs,
      trace,
      runtime: options.runtime,
    });
    settled = published.settled;
    if (published.failure !== undefined) {
      const posts = published.outcomes.filter(({ status }) => status === 'unavailable').length;
      log.error({ err: published.failure, posts }, 'Pub/Sub did not accept all posts');
    }
    return replyTo(published.outcomes, submission.isBatch);
  } finally {
    void settled.then(share.release);
  }
}
