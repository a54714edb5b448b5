/** The reply to a submission, once it is known what became of each post. */
import { postMessages } from '../common/domain/post-messages.ts';
import type { AcceptedPost, BatchAnswer, RejectedPost } from '../common/domain/submit-contract.ts';
import { ProblemError } from '../common/http/problem.ts';
import { type HeaderFields, problemReply, type Reply } from '../common/http/reply.ts';
import { messages } from './messages.ts';
import type { PostOutcome } from './publish-posts.ts';

/** After how many seconds a client may retry when Pub/Sub accepts no posts. */
const RETRY_AFTER = { 'retry-after': '5' } as const;

/**
 * The reply to a request.
 * @param isBatch whether the request could have held several posts: its reply then lists each
 */
export function replyTo(outcomes: readonly PostOutcome[], isBatch: boolean): Reply {
  const [only] = outcomes;
  return isBatch || only === undefined ? replyToBatch(outcomes) : replyToPost(only);
}

/** 202 when the post was accepted, 422 when it is not valid, 503 when sending it again can help. */
function replyToPost(outcome: PostOutcome): Reply {
  switch (outcome.status) {
    case 'accepted':
      return jsonReply(202, { id: outcome.id });
    case 'invalid': {
      const { errors } = outcome;
      return refused(422, messages.invalidPost(errors.length), { errors });
    }
    case 'unavailable':
      return refused(503, messages.notAccepted, { headers: RETRY_AFTER });
  }
}

/**
 * 202 when all posts were accepted, 207 when some were; when none was, 503 where sending again can help, else
 * 422.
 */
function replyToBatch(outcomes: readonly PostOutcome[]): Reply {
  const answer = batchAnswer(outcomes);
  const { accepted, rejected } = answer;
  if (rejected.length === 0) return jsonReply(202, answer);
  const canRetry = rejected.some(({ retry }) => retry);
  if (accepted.length > 0) return jsonReply(207, answer, canRetry ? RETRY_AFTER : {});
  return canRetry
    ? refused(503, messages.someNotAccepted, { headers: RETRY_AFTER, members: answer })
    : refused(422, messages.noneAccepted, { members: answer });
}

function batchAnswer(outcomes: readonly PostOutcome[]): BatchAnswer {
  const accepted: AcceptedPost[] = [];
  const rejected: RejectedPost[] = [];
  for (const outcome of outcomes) {
    const { index } = outcome;
    if (outcome.status === 'accepted') accepted.push({ index, id: outcome.id });
    else if (outcome.status === 'invalid') rejected.push({ index, errors: outcome.errors });
    else rejected.push({ index, errors: [{ path: '', message: postMessages.notAccepted }], retry: true });
  }
  return { accepted, rejected };
}

function jsonReply(status: number, value: object, headers: HeaderFields = {}): Reply {
  return {
    status,
    headers: { ...headers, 'content-type': 'application/json' },
    body: `${JSON.stringify(value)}\n`,
  };
}

function refused(...problem: ConstructorParameters<typeof ProblemError>): Reply {
  return problemReply(new ProblemError(...problem));
}
