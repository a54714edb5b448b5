/** Collects the messages of topic posts. */
import type { PubSub } from '@google-cloud/pubsub';
import { Post } from '../../../functions/common/domain/post.ts';
import { topology } from '../../../functions/common/domain/topology.ts';

export interface TopicMessage {
  readonly post: Post;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface TopicReader extends AsyncDisposable {
  /** The messages since the last call. Throws if one is not a post. */
  take(count: number): Promise<readonly TopicMessage[]>;
  /** Resolves when none has arrived for a while, to the messages since the last call. */
  rest(): Promise<readonly TopicMessage[]>;
}

/** Opens a separate subscription, which receives later messages. */
export async function readTopic(pubsub: PubSub): Promise<TopicReader> {
  const topic = topology().topics.posts.name;
  const [subscription] = await pubsub.topic(topic).createSubscription(`test-${process.pid}-${Date.now()}`);
  const messages: TopicMessage[] = [];
  const faults: unknown[] = [];
  let arrived = Promise.withResolvers<void>();
  subscription.on('message', (message) => {
    message.ack();
    try {
      messages.push({
        post: Post.parse(JSON.parse(message.data.toString())),
        attributes: message.attributes,
      });
    } catch (error) {
      faults.push(error);
    }
    arrived.resolve();
    arrived = Promise.withResolvers();
  });
  subscription.on('error', (error) => faults.push(error));
  const taken = (): readonly TopicMessage[] => {
    if (faults.length > 0) throw new AggregateError(faults, 'something that is no post reached the topic');
    return messages.splice(0);
  };
  return {
    async take(count) {
      while (messages.length < count && faults.length === 0) await arrived.promise;
      return taken();
    },
    async rest() {
      for (let seen = -1; seen !== messages.length; ) {
        seen = messages.length;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
      return taken();
    },
    async [Symbol.asyncDispose]() {
      await subscription.close();
    },
  };
}
