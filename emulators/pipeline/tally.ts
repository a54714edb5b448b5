/**
 * Counts the outcomes of accepted posts, seen from outside: a post is saved when Firestore has its record,
 * and given up when it is a dead letter. Dead letters are watched through subscriptions of our own, so that
 * the real subscriptions keep their messages.
 *
 * Reading records takes processor time from the pipeline that is watched. Posts are saved roughly in the
 * order in which they were accepted, so a look reads the oldest pending ones, a page at a time, while it
 * finds at least half of a page.
 */
import { randomUUID } from 'node:crypto';
import { type Firestore, Timestamp } from '@google-cloud/firestore';
import type { PubSub, Subscription } from '@google-cloud/pubsub';
import { attributeNames } from '../../functions/common/cloud/attributes.ts';
import { publicationId } from '../../functions/common/domain/keys.ts';
import { collections } from '../../functions/common/domain/store/documents.ts';
import { recordId } from '../../functions/common/domain/store/ids.ts';
import type { Topology } from '../../functions/common/domain/topology.ts';
import { systemRuntime } from '../../functions/common/process/system-runtime.ts';
import { endsWithin } from '../../functions/common/process/time-limit.ts';

export interface TallyCounts {
  readonly accepted: number;
  /** Accepted, but counted before or accepted twice. */
  readonly duplicates: number;
  readonly saved: number;
  readonly deadLettered: number;
  /** Accepted and neither saved nor given up yet. */
  readonly pending: number;
}

export interface PostTally extends AsyncDisposable {
  /**
   * Call it with posts once they are accepted.
   * @param sentAt a moment before they were sent, in milliseconds since 1970. A record that was accepted
   *   earlier makes the post a duplicate. Submit runs on this machine, so both read the same clock
   */
  readonly add: (recordIds: readonly string[], sentAt: number) => void;
  /** Checks whether pending posts are saved by now, the oldest first. */
  readonly look: () => Promise<TallyCounts>;
}

/** The longest wait for the removal of a subscription: when Pub/Sub is gone there is nothing to remove. */
const LAST_WAIT_MS = 2_000;
/** The number of records in a page: about what is saved in a third of a second. */
const PAGE = 100;

/** Begins a tally. */
export async function openTally(
  pubsub: PubSub,
  firestore: Firestore,
  topology: Topology,
): Promise<PostTally> {
  await using parts = new AsyncDisposableStack();
  const seen = new Set<string>();
  /** When each was sent, by record id, in the order of their acceptance. Dead letters stay in it. */
  const pending = new Map<string, number>();
  const deadLettered = new Set<string>();
  let accepted = 0;
  let duplicates = 0;
  let saved = 0;
  /** Where the next page of `lookFurther` begins. */
  let further = 0;

  const { postsDeadLetter, processedPostsDeadLetter } = topology.topics;
  const opened: Subscription[] = [];
  parts.defer(async () => {
    const removals = opened.map((one) => one.close().then(() => one.delete()));
    await endsWithin(systemRuntime.clock, LAST_WAIT_MS, Promise.all(removals));
  });
  for (const { name } of [postsDeadLetter, processedPostsDeadLetter]) {
    const [subscription] = await pubsub.createSubscription(name, `${name}-${randomUUID()}`);
    opened.push(subscription);
    subscription.on('error', () => undefined);
    subscription.on('message', (message) => {
      const id = message.attributes[attributeNames.postId];
      const publication = message.attributes[attributeNames.publication];
      if (id !== undefined && publication !== undefined)
        deadLettered.add(recordId(publicationId(publication), id));
      message.ack();
    });
  }

  const records = firestore.collection(collections.posts);
  /** @returns how many have a record; those are pending no more */
  const settle = async (ids: readonly string[]): Promise<number> => {
    if (ids.length === 0) return 0;
    const documents = ids.map((id) => records.doc(id));
    const snapshots = await firestore.getAll(...documents, { fieldMask: ['acceptedAt'] });
    let found = 0;
    for (const [index, id] of ids.entries()) {
      const sentAt = pending.get(id);
      const acceptedAt: unknown = snapshots[index]?.get('acceptedAt');
      if (sentAt === undefined || !(acceptedAt instanceof Timestamp)) continue;
      pending.delete(id);
      found += 1;
      if (acceptedAt.toMillis() < sentAt) duplicates += 1;
      else saved += 1;
    }
    return found;
  };
  const isOpen = (id: string): boolean => !deadLettered.has(id);
  /**
   * Reads the next page of all, in turns. So posts are found behind a page of others that fail again and
   * again, and dead letters that were saved after all.
   */
  const lookFurther = async (): Promise<void> => {
    if (further >= pending.size) further = 0;
    const page = [...pending.keys()].slice(further, further + PAGE);
    further += page.length - (await settle(page));
  };

  const kept = parts.move();
  return {
    add(ids, sentAt) {
      accepted += ids.length;
      for (const id of ids) {
        if (seen.has(id)) duplicates += 1;
        else pending.set(id, sentAt);
        seen.add(id);
      }
    },
    async look() {
      let isAny = false;
      for (;;) {
        const page = first(PAGE, pending.keys(), isOpen);
        const found = await settle(page);
        isAny ||= found > 0;
        if (found === 0 || found < page.length / 2) break;
      }
      if (!isAny) await lookFurther();
      const lost = [...deadLettered].filter((id) => pending.has(id)).length;
      return {
        accepted,
        duplicates,
        saved,
        deadLettered: lost,
        pending: pending.size - lost,
      };
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** The first of some ids that are wanted, at most this many. */
function first(most: number, ids: Iterable<string>, isWanted: (id: string) => boolean): string[] {
  const taken: string[] = [];
  for (const id of ids) {
    if (taken.length === most) break;
    if (isWanted(id)) taken.push(id);
  }
  return taken;
}
