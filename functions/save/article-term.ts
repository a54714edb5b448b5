/** How long a post's record has to be kept. Pure. */
import type { Topology } from '../common/domain/topology.ts';

const DAY_SECONDS = 24 * 60 * 60;

/**
 * For how many days after it was accepted a post may still arrive. It may wait as long as its subscriptions
 * keep it, become a dead letter, and be replayed at the letter's end by a command that is interrupted after
 * it had published; then it waits in both queues once more, and may have been counted the first time.
 */
export function longestReturnDays({ subscriptions }: Topology): number {
  const { extract, save, postsDeadLetter, processedPostsDeadLetter } = subscriptions;
  const queues = extract.retentionSeconds + save.retentionSeconds;
  const parked = Math.max(postsDeadLetter.retentionSeconds, processedPostsDeadLetter.retentionSeconds);
  return (queues + parked + queues) / DAY_SECONDS;
}

/** The warning for people that records are deleted too early; undefined when they are not. */
export function articleTermWarning(topology: Topology, articleTtlDays: number): string | undefined {
  const needed = longestReturnDays(topology);
  if (articleTtlDays >= needed) return;
  return `ARTICLE_TTL_DAYS is ${articleTtlDays}: a dead letter that is replayed at the end of its time may count twice, because the record of its post may be gone; from ${needed} on that cannot be`;
}
