/**
 * Publishes the valid posts of a request and waits, within bounds, for Pub/Sub to accept them. Returns the
 * outcome for each candidate.
 */

import { attributeNames } from '../common/cloud/attributes.ts';
import type { Publisher } from '../common/cloud/publisher.ts';
import type { Fault, Post } from '../common/domain/post.ts';
import type { Runtime } from '../common/process/runtime.ts';
import { endsWithin } from '../common/process/time-limit.ts';
import { childOf, formatTraceparent, type Trace, traceAttribute } from '../common/process/trace.ts';
import type { Candidate } from './parse-posts.ts';
import { messageTail, type ReadyPost } from './ready-post.ts';

/** The outcome for a candidate. */
export type PostOutcome = { readonly index: number } & (
  | { readonly status: 'accepted'; readonly id: string }
  | { readonly status: 'invalid'; readonly errors: readonly Fault[] }
  /** Valid, but Pub/Sub has not accepted it in time. */
  | { readonly status: 'unavailable' }
);

export interface PublishedPosts {
  /** One for each candidate, in order. */
  readonly outcomes: readonly PostOutcome[];
  /** Why the first post that Pub/Sub did not accept was not accepted. */
  readonly failure: Error | undefined;
  /**
   * Resolves when no publish is in flight any more: after a time-out the client may still hold posts for a
   * moment.
   */
  readonly settled: Promise<unknown>;
}

/**
 * Publishes each valid post as a message of its own.
 * @param options.timeoutMs how long Pub/Sub may take. A post that it has not accepted by then counts as
 *   unavailable. It may still be accepted, which is harmless: the post has the same id when it is sent again
 * @param options.sender the name of the key that the posts came with
 */
export async function publishPosts(
  publisher: Publisher,
  candidates: readonly Candidate[],
  options: {
    readonly timeoutMs: number;
    readonly sender: string | undefined;
    readonly trace: Trace;
    readonly runtime: Runtime;
  },
): Promise<PublishedPosts> {
  const { clock, chance } = options.runtime;
  const child = childOf(options.trace, chance);
  const followed = formatTraceparent(child);
  // Each stage logs a sampled post: of a batch one is enough to follow the request.
  const others = formatTraceparent({ ...child, sampled: false });
  const accepted = new Set<ReadyPost>();
  let failure: Error | undefined;
  const { sender } = options;
  const added: Pick<Post, 'acceptedAt' | 'sender'> = {
    acceptedAt: new Date(clock.now()).toISOString(),
    ...(sender !== undefined && { sender }),
  };
  const fields = JSON.stringify(added).slice(1, -1);
  const publish = (post: ReadyPost, index: number): Promise<unknown> => {
    const message = {
      data: post.openJson,
      tail: messageTail(post, fields),
      attributes: {
        [attributeNames.postId]: post.id,
        [attributeNames.publication]: post.publication,
        [traceAttribute]: index === 0 ? followed : others,
        ...(sender !== undefined && { [attributeNames.sender]: sender }),
      },
    };
    return publisher.publish(message).then(
      () => accepted.add(post),
      (error: unknown) => {
        failure ??= error instanceof Error ? error : new Error(String(error));
      },
    );
  };
  const posts = candidates.flatMap((candidate) => ('post' in candidate ? [candidate.post] : []));
  const settled = Promise.all(posts.map(publish));
  if (!(await endsWithin(clock, options.timeoutMs, settled)))
    failure ??= new Error(`Pub/Sub did not answer within ${options.timeoutMs} ms`);
  return {
    outcomes: candidates.map((candidate) => outcomeOf(candidate, accepted)),
    failure,
    settled,
  };
}

function outcomeOf(candidate: Candidate, accepted: ReadonlySet<ReadyPost>): PostOutcome {
  const { index } = candidate;
  if ('errors' in candidate) return { index, status: 'invalid', errors: candidate.errors };
  return accepted.has(candidate.post)
    ? { index, status: 'accepted', id: candidate.post.id }
    : { index, status: 'unavailable' };
}
