/**
 * What stands against a recount: posts that were counted, and of which the ledger no longer knows with what. A recount would take their counts
 * away, so it does that only when it is told to. Pure.
 */
import type { RecountPlan } from './plan.ts';
import type { StoredCounts } from './read.ts';

type Known = Pick<StoredCounts, 'withoutEntities' | 'publication'> & { readonly posts: number };

/** How many posts were counted without keeping their entities, and have left the ledger since. */
export function leftLedger({ withoutEntities, publication }: Omit<Known, 'posts'>): number {
  return Math.max(0, (publication?.unkept ?? 0) - withoutEntities);
}

/**
 * Why a recount should not be made without being told to; undefined when it may be.
 *
 * Savers tell with each publication how many posts they counted without keeping the entities. Where those explain the difference it is certain.
 * More articles than posts are not: the counter may be wrong, or the ledger may have lost documents in another way. Where entities are counted
 * too often as well, either may be, and it is for a person to say; where no counter of an entity would be lowered, nothing can be lost.
 */
export function objection(known: Known, plan: RecountPlan): string | undefined {
  const { withoutEntities, publication, posts } = known;
  const left = leftLedger(known);
  const lowered = plan.corrections.filter(({ by }) => by < 0).length;
  const reasons: string[] = [];
  if (withoutEntities > 0)
    reasons.push(
      `${withoutEntities} were saved without SAVE_KEEP_ENTITIES=true, so the ledger does not know with what they were counted`,
    );
  if (left > 0)
    reasons.push(`${left} were saved without SAVE_KEEP_ENTITIES=true and have left the ledger since`);
  const articles = publication?.articleCount;
  const unexplained = (articles ?? 0) - posts - withoutEntities - left;
  if (lowered > 0 && (articles === undefined || unexplained > 0))
    reasons.push(
      `${articles === undefined ? 'the document that tells how many is missing' : `${unexplained} the ledger does not have`}, and ${lowered} ` +
        'counters of entities are higher than its posts explain: either the counters are wrong, or posts have left the ledger',
    );
  if (reasons.length === 0) return undefined;
  return (
    `${articles ?? 'No'} articles are counted, and the ledger has the entities of ${posts}: ${reasons.join('; ')}. ` +
    'Recounting takes away the counts of posts whose entities are not known; with --drop-unknown it does so, and forgets that they were ' +
    'counted, so that they can be submitted again.'
  );
}
