/**
 * The function itself: from a request to a reply. The head is checked first, then the body is read within
 * bounds, parsed and published. A post counts as accepted only when Pub/Sub has accepted it.
 */

import type { Publisher } from '../common/cloud/publisher.ts';
import { createHttpHandler, type Exchange, type HttpHandler } from '../common/http/http-handler.ts';
import { ProblemError } from '../common/http/problem.ts';
import type { Reply } from '../common/http/reply.ts';
import type { Log } from '../common/process/log.ts';
import type { Runtime } from '../common/process/runtime.ts';
import type { ApiKey } from './api-keys.ts';
import { checkHead } from './check-head.ts';
import type { DailyQuota } from './daily-quota.ts';
import type { HeldBytes } from './held-bytes.ts';
import type { KeyRates } from './key-rates.ts';
import { messages } from './messages.ts';
import { parsePosts } from './parse-posts.ts';
import { publishPosts } from './publish-posts.ts';
import { readBody } from './read-body.ts';
import { replyTo } from './reply.ts';

export interface SubmitHandlerOptions {
  readonly project: string;
  readonly publisher: Publisher;
  readonly keys: readonly ApiKey[];
  readonly rates: KeyRates;
  readonly quota: DailyQuota;
  readonly held: HeldBytes;
  readonly bodyTimeoutMs: number;
  readonly publishTimeoutMs: number;
  readonly log: Log;
  readonly runtime: Runtime;
}

/** Makes the function. It replies to every request, whatever happens, and never throws. */
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
  const checked = checkHead(exchange.head, options.keys);
  if ('reply' in checked) return checked.reply;
  const { sender } = checked;
  if (sender !== undefined) {
    exchange.note({ sender });
    await letIn(sender, options);
  }
  const share = options.held.open(sender);
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
    const posts = submission.candidates.length;
    // One that has no posts was charged when it was let in.
    if (sender !== undefined) options.rates.charge(sender, posts - 1);
    const published = await publishPosts(options.publisher, submission.candidates, {
      timeoutMs: options.publishTimeoutMs,
      sender,
      trace,
      runtime: options.runtime,
    });
    const accepted = published.outcomes.filter(({ status }) => status === 'accepted').length;
    if (sender !== undefined) options.quota.charge(sender, accepted);
    settled = published.settled;
    if (published.failure !== undefined) {
      const left = published.outcomes.filter(({ status }) => status === 'unavailable').length;
      log().error(
        { err: published.failure, posts: left, sender },
        'Pub/Sub did not accept all posts; the answer tells the sender which to send again',
      );
    }
    return replyTo(published.outcomes, submission.isBatch);
  } finally {
    void settled.then(share.release);
  }
}

/** @throws ProblemError 429 */
async function letIn(
  sender: string,
  { rates, quota }: Pick<SubmitHandlerOptions, 'rates' | 'quota'>,
): Promise<void> {
  const tooFast = rates.waitSeconds(sender);
  if (tooFast > 0) throw tooMany(messages.tooFast(sender, tooFast), tooFast);
  rates.charge(sender, 1);
  const usedUp = await quota.waitSeconds(sender);
  if (usedUp > 0) throw tooMany(messages.quotaUsed(sender), usedUp);
}

function tooMany(detail: string, seconds: number): ProblemError {
  return new ProblemError(429, detail, { headers: { 'retry-after': String(seconds) } });
}
