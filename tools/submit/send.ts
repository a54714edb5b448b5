/** Sends a batch to the submit function until every post of it is accepted or rejected. */
import { failureInWords } from '../../functions/common/domain/error-message.ts';
import type { Fault } from '../../functions/common/domain/post.ts';
import type { BatchAnswer } from '../../functions/common/domain/submit-contract.ts';
import { bodyTypes } from '../../functions/common/domain/submit-endpoint.ts';
import type { HeaderFields } from '../../functions/common/http/reply.ts';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import type { Runtime } from '../../functions/common/process/runtime.ts';
import { timeLimit } from '../../functions/common/process/time-limit.ts';
import { detailOf, parseBatchAnswer } from './batch-answer.ts';
import type { Credentials } from './credentials.ts';
import { sendMessages } from './messages.ts';
import { LONGEST_ASKED_MS, parseRetryAfter, retryDelayMs } from './retry-delay.ts';

export interface Target {
  /** The address that posts are sent to. */
  readonly url: string;
  /** Headers that say who is asking. */
  readonly credentials: Credentials;
  /** How often a batch is tried. */
  readonly maxAttempts: number;
  /** How long one request may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Called for each attempt after the first. */
  readonly onRetry: (reason: string) => void;
  readonly runtime: Runtime;
}

export interface BatchOutcome {
  readonly accepted: number;
  /** Posts that were refused, by their place in the batch. */
  readonly rejected: readonly { readonly index: number; readonly errors: readonly Fault[] }[];
}

/** Submitting cannot go on. Batches confirmed by then stay confirmed, and a later run can resume. */
export class SubmittingFailed extends ExplainedError {
  constructor(message: string, exitCode: number) {
    super(message, exitCode);
  }
}

/** Statuses with which another service answers a POST to a path that it does not have. */
const FROM_ANOTHER_SERVICE = new Set([404, 405, 501]);

/** Sending was given up because the program is ending: the batch counts as not sent. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/**
 * Transient statuses: too many requests, and a function or a proxy that is unavailable.
 */
const PASSING = new Set([408, 429, 500, 502, 503, 504]);

interface Attempt {
  readonly status: number;
  readonly answer: BatchAnswer | undefined;
  readonly reason: string;
  readonly retryAfterMs: number;
  readonly credentials: HeaderFields;
}

/**
 * Sends the posts as one request, and retries those that were not accepted for a transient reason.
 * @param lines the posts as JSON
 * @param stopping aborted when nothing should be waited for any more
 * @throws SubmittingFailed when the function refuses the request itself or nothing helped
 * @throws Interrupted when `stopping` ended the waiting
 */
export async function sendBatch(
  lines: readonly string[],
  target: Target,
  stopping: AbortSignal,
): Promise<BatchOutcome> {
  const { clock, chance } = target.runtime;
  const startedAt = clock.monotonic();
  let left = lines.map((_, index) => index);
  let accepted = 0;
  const rejected: { index: number; errors: readonly Fault[] }[] = [];
  let refused: HeaderFields | undefined;

  for (let attempt = 1; ; attempt++) {
    const body = left.map((index) => lines[index]).join('\n');
    const result = await request(body, left.length, target, refused);
    if (result.answer !== undefined) {
      accepted += result.answer.accepted.length;
      const again: number[] = [];
      for (const { index: place, errors, retry } of result.answer.rejected) {
        const index = left[place];
        if (index === undefined) continue;
        if (retry) again.push(index);
        else rejected.push({ index, errors });
      }
      left = again;
      if (left.length === 0) return { accepted, rejected };
    } else if (result.status === 401 && refused === undefined) {
      // A token lasts an hour, a large file longer.
      refused = result.credentials;
      continue;
    } else if (result.status === 413 && left.length > 1) {
      return joined({ accepted, rejected }, await sendHalves(lines, left, target, stopping));
    } else if (!PASSING.has(result.status) && result.status !== 0) {
      const refused = sendMessages.refused(target.url, result.reason);
      const isElsewhere = FROM_ANOTHER_SERVICE.has(result.status);
      throw new SubmittingFailed(
        isElsewhere ? `${refused.replace(/[^.]$/, '$&.')} ${sendMessages.notSubmit}` : refused,
        ExitCode.config,
      );
    }
    const isPaced = result.status === 429 && result.retryAfterMs > 0;
    // The key's daily quota is used up. A later run has to continue.
    const isOver = isPaced && result.retryAfterMs > LONGEST_ASKED_MS;
    if (isOver || (!isPaced && attempt >= target.maxAttempts)) {
      const seconds = (clock.monotonic() - startedAt) / 1_000;
      throw new SubmittingFailed(sendMessages.gaveUp(attempt, seconds, result.reason), ExitCode.unavailable);
    }
    target.onRetry(result.reason);
    await clock.sleep(retryDelayMs(isPaced ? 1 : attempt, result.retryAfterMs, chance), stopping);
    // A rate limit with a time to wait is no failure: batches under one rate limit take turns.
    if (isPaced) attempt -= 1;
    if (stopping.aborted) throw new Interrupted('ending while waiting to send again');
  }
}

/** Sends the halves of a batch by themselves, when a proxy on the way accepts only smaller requests. */
async function sendHalves(
  lines: readonly string[],
  left: readonly number[],
  target: Target,
  stopping: AbortSignal,
): Promise<BatchOutcome> {
  const middle = Math.ceil(left.length / 2);
  let outcome: BatchOutcome = { accepted: 0, rejected: [] };
  for (const half of [left.slice(0, middle), left.slice(middle)]) {
    const part = await sendBatch(
      half.map((index) => lines[index] ?? ''),
      target,
      stopping,
    );
    const rejected = part.rejected.map(({ index, errors }) => ({ index: half[index] ?? -1, errors }));
    outcome = joined(outcome, { accepted: part.accepted, rejected });
  }
  return outcome;
}

function joined(a: BatchOutcome, b: BatchOutcome): BatchOutcome {
  return { accepted: a.accepted + b.accepted, rejected: [...a.rejected, ...b.rejected] };
}

async function request(
  body: string,
  posts: number,
  target: Target,
  refused: HeaderFields | undefined,
): Promise<Attempt> {
  const credentials = await target.credentials(refused);
  const { clock } = target.runtime;
  using limit = timeLimit(clock, target.timeoutMs);
  let response: Response;
  let text: string;
  try {
    response = await fetch(target.url, {
      method: 'POST',
      headers: { 'content-type': bodyTypes.ndjson, ...credentials },
      body,
      redirect: 'manual',
      signal: limit.signal,
    });
    text = await response.text();
  } catch (error) {
    const reason = describeNoConnection(target.url, reasonOf(error));
    return { status: 0, answer: undefined, reason, retryAfterMs: 0, credentials };
  }
  const answer = parseBatchAnswer(text, posts);
  return {
    status: response.status,
    answer,
    reason: `${response.status} ${detailOf(text)}`,
    credentials,
    retryAfterMs: parseRetryAfter(response.headers.get('retry-after'), clock.now()),
  };
}

/** On this machine, a closed port most likely means that nobody has started the pipeline. */
function describeNoConnection(url: string, reason: string): string {
  const text = sendMessages.noConnection(url, reason);
  const isHere = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);
  return isHere && reason.startsWith('nothing listens') ? `${text}. ${sendMessages.noListener}` : text;
}

/** The error of fetch says only that it failed; its cause has the reason. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof AggregateError) return cause.errors.map(reasonOf).join('; ');
  return failureInWords(cause instanceof Error && cause.message !== '' ? cause.message : error.message);
}
