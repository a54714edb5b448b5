/** Hands posts to Pub/Sub and waits, within bounds, for it to accept them. */

import { attributeNames, type Publisher } from '../common/cloud/pubsub.ts';
import type { Post } from '../common/domain/post.ts';
import { childOf, formatTraceparent, type Trace, traceAttribute } from '../common/process/trace.ts';

export interface Published {
  /** For each post, in order, whether Pub/Sub has accepted it. */
  readonly accepted: readonly boolean[];
  /** Why the first one that was not accepted was not. */
  readonly failure: Error | undefined;
  /** Resolves when nothing is under way any more: after a time-out the client may still hold posts for a moment. */
  readonly settled: Promise<void>;
}

/**
 * Publishes each post as a message of its own.
 * @param options.timeoutMs how long Pub/Sub may take; what it has not accepted by then counts as not accepted (it may
 *   still be, which is harmless: the post has the same id when it is sent again)
 */
export async function publishPosts(
  publisher: Publisher,
  posts: readonly Post[],
  options: { readonly timeoutMs: number; readonly trace: Trace },
): Promise<Published> {
  const accepted = posts.map(() => false);
  let failure: Error | undefined;
  const traceparent = formatTraceparent(childOf(options.trace));
  const settled = Promise.all(
    posts.map(async (post, index) => {
      try {
        await publisher.publish(Buffer.from(JSON.stringify(post)), {
          [attributeNames.postId]: post.id,
          [attributeNames.publication]: post.publication,
          [traceAttribute]: traceparent,
        });
        accepted[index] = true;
      } catch (error) {
        failure ??= error instanceof Error ? error : new Error(String(error));
      }
    }),
  ).then(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      failure ??= new Error(`Pub/Sub did not answer within ${options.timeoutMs} ms`);
      resolve();
    }, options.timeoutMs);
  });
  await Promise.race([settled, timeout]);
  clearTimeout(timer);
  return { accepted: [...accepted], failure, settled };
}
