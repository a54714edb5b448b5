/** The answer to a submission, once it is known which posts Pub/Sub has accepted. */
import type { Fault } from '../common/domain/post.ts';
import { postMessages } from '../common/domain/post-messages.ts';
import { messages } from './messages.ts';
import type { Submission } from './parse-posts.ts';
import { type Answer, problem } from './refusal.ts';

/** After how many seconds a client may try again when Pub/Sub accepts nothing at the moment. */
const RETRY_AFTER = { 'retry-after': '5' } as const;

interface RejectedPost {
  readonly index: number;
  readonly errors: readonly Fault[];
  /** Present, and true, where the post is valid and may be sent again. */
  readonly retry?: true;
}

/**
 * 202 when all were accepted, 207 when some were; when none was, 503 where sending again can help and 422 where not.
 * @param published for each valid post, in order, whether Pub/Sub has accepted it
 */
export function answerTo(submission: Submission, published: readonly boolean[]): Answer {
  const accepted: { readonly index: number; readonly id: string }[] = [];
  const rejected: RejectedPost[] = [];
  let valid = 0;
  for (const candidate of submission.candidates) {
    const { index } = candidate;
    if ('errors' in candidate) rejected.push({ index, errors: candidate.errors });
    else if (published[valid++]) accepted.push({ index, id: candidate.post.id });
    else rejected.push({ index, errors: [{ path: '', message: postMessages.notAccepted }], retry: true });
  }
  return submission.batch
    ? answerToBatch(accepted, rejected)
    : answerToOne(accepted[0], rejected[0]?.retry === true, rejected[0]?.errors ?? []);
}

function answerToOne(
  accepted: { readonly id: string } | undefined,
  retry: boolean,
  errors: readonly Fault[],
): Answer {
  if (accepted !== undefined) return { status: 202, body: { id: accepted.id } };
  return retry
    ? problem(503, messages.notAccepted, { headers: RETRY_AFTER })
    : problem(422, messages.invalidPost(errors.length), { errors });
}

function answerToBatch(accepted: readonly object[], rejected: readonly RejectedPost[]): Answer {
  const members = { accepted, rejected };
  if (rejected.length === 0) return { status: 202, body: members };
  const retry = rejected.some((post) => post.retry);
  if (accepted.length > 0) return { status: 207, headers: retry ? RETRY_AFTER : {}, body: members };
  return retry
    ? problem(503, messages.someNotAccepted, { headers: RETRY_AFTER, members })
    : problem(422, messages.noneAccepted, { members });
}
