/** How long the ledger has to remember a post. Pure. */
import type { Topology } from '../common/domain/topology.ts';

const DAY_SECONDS = 24 * 60 * 60;

/**
 * For how many days after it was counted a post may arrive once more. A replay of a dead letter that was interrupted after it had published
 * leaves the letter; until its end it may be replayed again, and then wait in both queues.
 */
export function longestReturnDays({ subscriptions }: Topology): number {
  const { extract, save, postsDeadLetter, processedPostsDeadLetter } = subscriptions;
  const parked = Math.max(postsDeadLetter.retentionSeconds, processedPostsDeadLetter.retentionSeconds);
  return (parked + extract.retentionSeconds + save.retentionSeconds) / DAY_SECONDS;
}

/** What to say to people about a ledger that forgets too early; undefined when it does not. */
export function ledgerWarning(topology: Topology, ledgerTtlDays: number): string | undefined {
  const needed = longestReturnDays(topology);
  if (ledgerTtlDays >= needed) return;
  return `LEDGER_TTL_DAYS is ${ledgerTtlDays}: a dead letter that is replayed twice may count twice when the ledger has forgotten its post; from ${needed} on that cannot be`;
}
