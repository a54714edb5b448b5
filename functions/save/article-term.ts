/** How long a post's record has to be kept. Pure. */
import type { Topology } from '../common/domain/topology.ts';

const DAY_SECONDS = 24 * 60 * 60;

/**
 * For how many days after its acceptance a post may still arrive. The post may wait for the whole retention
 * of its subscriptions, become a dead letter, and be replayed at the end of the letter's retention. If the
 * replaying command is interrupted after it has published, the post waits in both queues once more. By then
 * it may have been counted already.
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
  return `ARTICLE_TTL_DAYS is ${articleTtlDays}, which is too short: the record of a post may expire before its dead letter does, and a replay could then count the post twice. Set it to ${needed} or more`;
}
