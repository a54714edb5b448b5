/**
 * Counts the outcomes of accepted posts, seen from outside: a post is saved when Firestore has its record,
 * and given up when it is a dead letter. Dead letters are watched through subscriptions of our own, so that
 * the real subscriptions keep their messages.
 */
import { randomUUID } from 'node:crypto';
import type { Firestore } from '@google-cloud/firestore';
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
  /** Call it with posts before they are submitted: those that have a record already are duplicates. */
  readonly expect: (recordIds: readonly string[]) => Promise<void>;
  /** Call it with posts once they are accepted. */
  readonly add: (recordIds: readonly string[]) => void;
  /** Checks which of the pending posts are saved by now. */
  readonly look: () => Promise<TallyCounts>;
}

/** The longest wait for the removal of a subscription: when Pub/Sub is gone there is nothing to remove. */
const LAST_WAIT_MS = 2_000;
/** Documents asked for at a time. */
const READ_SIZE = 300;

/** Begins a tally. */
export async function openTally(
  pubsub: PubSub,
  firestore: Firestore,
  topology: Topology,
): Promise<PostTally> {
  await using parts = new AsyncDisposableStack();
  const seen = new Set<string>();
  const before = new Set<string>();
  const pending = new Set<string>();
  const deadLettered = new Set<string>();
  let accepted = 0;
  let duplicates = 0;
  let saved = 0;

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

  const counted = async (ids: readonly string[]): Promise<string[]> => {
    const records = firestore.collection(collections.posts);
    const known: string[] = [];
    for (let from = 0; from < ids.length; from += READ_SIZE) {
      const asked = ids.slice(from, from + READ_SIZE);
      const documents = asked.map((id) => records.doc(id));
      const snapshots = await firestore.getAll(...documents, { fieldMask: [] });
      known.push(...asked.filter((_, index) => snapshots[index]?.exists));
    }
    return known;
  };

  const kept = parts.move();
  return {
    async expect(ids) {
      for (const id of await counted(ids.filter((id) => !seen.has(id)))) before.add(id);
    },
    add(ids) {
      accepted += ids.length;
      for (const id of ids) {
        if (seen.has(id) || before.has(id)) duplicates += 1;
        else pending.add(id);
        seen.add(id);
      }
    },
    async look() {
      const oldest = [...pending].slice(0, 10 * READ_SIZE);
      for (const id of await counted(oldest)) {
        pending.delete(id);
        saved += 1;
      }
      const lost = [...pending].filter((id) => deadLettered.has(id)).length;
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
