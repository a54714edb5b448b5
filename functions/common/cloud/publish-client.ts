/** Sends encoded requests to publish. */

import { messageIdsOf } from './publish-request.ts';
import { openPubSubChannel, type PubSubChannel, type PubSubSettings } from './pubsub-channel.ts';

export interface PublishClient {
  readonly projectId: string;
  /**
   * Sends an encoded google.pubsub.v1.PublishRequest, once.
   * @param topic its full name, by which Pub/Sub routes the request
   * @param deadline when to give up, in milliseconds since 1970
   * @returns the ids of the messages, in their order
   * @throws what gRPC answered, with its `code`
   */
  readonly sendPublish: (topic: string, request: Buffer, deadline: number) => Promise<readonly string[]>;
}

/** Opens a client with a channel of its own; there should be one a process. */
export function openPublishClient(settings: PubSubSettings): PublishClient & AsyncDisposable {
  const channel = openPubSubChannel(settings);
  return {
    ...publishClientOn(channel, settings.GOOGLE_CLOUD_PROJECT),
    [Symbol.asyncDispose]: () => channel[Symbol.asyncDispose](),
  };
}

/** A client on an open channel. */
export function publishClientOn(channel: PubSubChannel, projectId: string): PublishClient {
  return {
    projectId,
    async sendPublish(topic, request, deadline) {
      const routing = ['topic', topic] as const;
      return messageIdsOf(await channel.send({ method: 'Publisher/Publish', routing, request, deadline }));
    },
  };
}
