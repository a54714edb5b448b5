/**
 * How fast each sender may submit to this instance: a bucket of posts that fills steadily. A request is let
 * in while anything is in the bucket, and is then taken whole, so that a batch needs no room for itself; the
 * debt is what the next request waits for. Other instances have buckets of their own.
 */
import type { Clock } from '../common/process/runtime.ts';

export interface KeyRates {
  /** After how many seconds the sender may send again; 0 for now. */
  readonly waitSeconds: (sender: string) => number;
  /** Counts what the sender has sent. */
  readonly charge: (sender: string, posts: number) => void;
}

/** After a silence, a sender may send at once as many posts as its rate allows in this time. */
const BURST_SECONDS = 10;

/** @param postsPerSecond 0 for no limit */
export function createKeyRates(postsPerSecond: number, clock: Clock): KeyRates {
  const buckets = new Map<string, { posts: number; at: number }>();
  const fullAt = postsPerSecond * BURST_SECONDS;
  const bucketOf = (sender: string) => {
    const now = clock.monotonic();
    const bucket = buckets.get(sender) ?? { posts: fullAt, at: now };
    bucket.posts = Math.min(fullAt, bucket.posts + ((now - bucket.at) / 1_000) * postsPerSecond);
    bucket.at = now;
    buckets.set(sender, bucket);
    return bucket;
  };
  if (postsPerSecond === 0) return { waitSeconds: () => 0, charge: () => undefined };
  return {
    waitSeconds(sender) {
      const { posts } = bucketOf(sender);
      return posts > 0 ? 0 : Math.max(1, Math.ceil(-posts / postsPerSecond));
    },
    charge(sender, posts) {
      bucketOf(sender).posts -= posts;
    },
  };
}
