/** Collects dead letters through subscriptions of its own, so that the real subscriptions keep theirs. */
import { randomUUID } from 'node:crypto';
import type { PubSub } from '@google-cloud/pubsub';
import { publicationId } from '../../functions/common/domain/keys.ts';
import { recordId } from '../../functions/common/domain/store/ids.ts';
import type { Topology } from '../../functions/common/domain/topology.ts';

export interface WatchedDeadLetter {
  readonly postId: string | undefined;
  /** The id of the record that the post would have; undefined if the message is no post. */
  readonly recordId: string | undefined;
  /** Undefined if Pub/Sub itself forwarded the message. */
  readonly reason: string | undefined;
  readonly stage: string | undefined;
  readonly data: string;
}

export interface DeadLetterWatch extends AsyncDisposable {
  readonly letters: readonly WatchedDeadLetter[];
}

function recordIdOf({ postId, publication }: Readonly<Record<string, string>>): string | undefined {
  return postId === undefined || publication === undefined
    ? undefined
    : recordId(publicationId(publication), postId);
}

export async function watchDeadLetters(pubsub: PubSub, topology: Topology): Promise<DeadLetterWatch> {
  const letters: WatchedDeadLetter[] = [];
  const seen = new Set<string>();
  const { postsDeadLetter, processedPostsDeadLetter } = topology.topics;
  const subscriptions = await Promise.all(
    [postsDeadLetter, processedPostsDeadLetter].map(async ({ name }) => {
      const [subscription] = await pubsub.createSubscription(name, `${name}-${randomUUID()}`);
      subscription.on('error', () => undefined);
      subscription.on('message', (message) => {
        const { id, attributes, data } = message;
        if (!seen.has(`${name}/${id}`)) {
          const { postId, reason, stage } = attributes;
          letters.push({ postId, recordId: recordIdOf(attributes), reason, stage, data: data.toString() });
          seen.add(`${name}/${id}`);
        }
        message.ack();
      });
      return subscription;
    }),
  );
  return {
    letters,
    async [Symbol.asyncDispose]() {
      await Promise.all(subscriptions.map((one) => one.close()));
    },
  };
}
