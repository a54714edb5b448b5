/**
 * The function itself: from a request to an answer. The head is checked first, then the body is read within bounds, parsed, published, and
 * only what Pub/Sub has accepted is reported as accepted.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Publisher } from '../common/cloud/pubsub.ts';
import { headOf, type RequestHead } from '../common/http/bare-request.ts';
import { type Log, traceFields } from '../common/process/log.ts';
import { traceOfRequest } from '../common/process/trace.ts';
import { answerTo } from './answer.ts';
import { checkHead } from './check-head.ts';
import type { HeldBytes } from './held-bytes.ts';
import { messages } from './messages.ts';
import { parsePosts } from './parse-posts.ts';
import { publishPosts } from './publish-posts.ts';
import { readBody } from './read-body.ts';
import { type Answer, ClientGone, problem, Refusal } from './refusal.ts';
import { respond } from './respond.ts';

export interface HandlerOptions {
  readonly project: string;
  readonly publisher: Publisher;
  readonly keyDigests: readonly Buffer[];
  readonly held: HeldBytes;
  readonly bodyTimeoutMs: number;
  readonly publishTimeoutMs: number;
  readonly log: Log;
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Makes the function. It answers every request that was laid bare, whatever happens, and never throws. */
export function createHandler(options: HandlerOptions): Handler {
  return async (request, response) => {
    const startedAt = performance.now();
    const head = headOf(request);
    const trace = traceOfRequest(head.headers);
    const log = options.log.child(traceFields(options.project, trace));
    // Whoever is gone when the answer is sent will not miss it.
    response.on('error', () => undefined);
    let answer: Answer;
    try {
      answer = await submit(request, response, head, { ...options, log, trace });
    } catch (error) {
      if (error instanceof ClientGone) {
        log.info(`${head.method} ${head.path}: ${error.message}`);
        response.destroy();
        return;
      }
      if (!(error instanceof Refusal)) log.error({ err: error }, 'unexpected fault in a request');
      answer = error instanceof Refusal ? error.answer : problem(500, messages.fault);
    }
    const ms = Math.round(performance.now() - startedAt);
    log[answer.status < 400 ? 'debug' : 'info'](
      {
        httpRequest: {
          requestMethod: head.method,
          requestUrl: head.path.slice(0, 200),
          status: answer.status,
        },
      },
      `${answer.status} after ${ms} ms`,
    );
    await respond(request, response, answer);
  };
}

type Context = HandlerOptions & { readonly trace: ReturnType<typeof traceOfRequest> };

async function submit(
  request: IncomingMessage,
  response: ServerResponse,
  head: RequestHead,
  context: Context,
): Promise<Answer> {
  const checked = checkHead(head, context.keyDigests);
  if ('answer' in checked) return checked.answer;
  const share = context.held.open();
  let settled: Promise<void> = Promise.resolve();
  try {
    if (checked.awaitsContinue) response.writeContinue();
    const body = await readBody(request, {
      gzip: checked.kind.gzip,
      timeoutMs: context.bodyTimeoutMs,
      share,
    });
    const submission = parsePosts(body, checked.kind.format);
    const posts = submission.candidates.flatMap((candidate) => ('post' in candidate ? [candidate.post] : []));
    const published = await publishPosts(context.publisher, posts, {
      timeoutMs: context.publishTimeoutMs,
      trace: context.trace,
    });
    settled = published.settled;
    if (published.failure !== undefined)
      context.log.error({ err: published.failure, posts: posts.length }, 'Pub/Sub did not accept all posts');
    return answerTo(submission, published.accepted);
  } finally {
    void settled.then(share.release);
  }
}
