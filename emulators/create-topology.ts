/** Creates the topology's topics and subscriptions in an emulator, or brings those that exist up to date. */
import type { PubSub, SubscriptionMetadata } from '@google-cloud/pubsub';
import { GrpcCode, grpcCode } from '../functions/common/cloud/grpc.ts';
import type { Subscription, Topic, Topology } from '../functions/common/domain/topology.ts';

/** The emulator refuses to keep a subscription's messages for longer than 7 days; the cloud allows 31. */
const LONGEST_RETENTION_SECONDS = 7 * 24 * 60 * 60;

/*
 * Google's emulator gets no retry policy. With one, the emulator (0.8.20) adds a message whose lease expires
 * a second time to its list of delayed messages at every scan. The second copy ends the thread that works on
 * that list, and from then on no delayed message of the subscription is delivered. Without one it redelivers
 * at once.
 */

/**
 * Makes Pub/Sub hold the topology as declared, as far as the emulator can. May be called again at any time,
 * and by several processes at once.
 * @param isLocal for the local engine, which does all that is declared
 * @throws the client library's error when Pub/Sub refuses
 */
export async function createTopology(pubsub: PubSub, topology: Topology, isLocal = false): Promise<void> {
  await Promise.all(Object.values(topology.topics).map((topic) => createTopic(pubsub, topic)));
  await Promise.all(
    Object.values(topology.subscriptions).map((one) => createSubscription(pubsub, one, isLocal)),
  );
}

async function createTopic(pubsub: PubSub, topic: Topic): Promise<void> {
  const settings =
    topic.retentionSeconds === undefined
      ? {}
      : { messageRetentionDuration: { seconds: topic.retentionSeconds, nanos: 0 } };
  const created = await unlessThere(pubsub.createTopic({ name: topic.name, ...settings }));
  if (!created && Object.keys(settings).length > 0) await pubsub.topic(topic.name).setMetadata(settings);
}

async function createSubscription(
  pubsub: PubSub,
  subscription: Subscription,
  isLocal: boolean,
): Promise<void> {
  const settings = settingsOf(pubsub, subscription, isLocal);
  const created = await unlessThere(
    pubsub.createSubscription(subscription.topic, subscription.name, settings),
  );
  if (created) return;
  // An update keeps fields that it does not name, so policies that are not set are cleared.
  const cleared = { retryPolicy: null, deadLetterPolicy: null };
  await pubsub.subscription(subscription.name).setMetadata({ ...cleared, ...settings });
}

function settingsOf(pubsub: PubSub, subscription: Subscription, isLocal: boolean): SubscriptionMetadata {
  const { deadLetter, retry, retentionSeconds } = subscription;
  const duration = (seconds: number) => ({ seconds, nanos: 0 });
  return {
    ackDeadlineSeconds: subscription.ackDeadlineSeconds,
    messageRetentionDuration: duration(
      isLocal ? retentionSeconds : Math.min(retentionSeconds, LONGEST_RETENTION_SECONDS),
    ),
    ...(isLocal &&
      retry && {
        retryPolicy: {
          minimumBackoff: duration(retry.minimumSeconds),
          maximumBackoff: duration(retry.maximumSeconds),
        },
      }),
    ...(deadLetter && {
      deadLetterPolicy: {
        deadLetterTopic: `projects/${pubsub.projectId}/topics/${deadLetter.topic}`,
        maxDeliveryAttempts: deadLetter.maxDeliveryAttempts,
      },
    }),
  };
}

/** Whether it was created; false when somebody, perhaps at this moment, had done so before. */
async function unlessThere(creation: Promise<unknown>): Promise<boolean> {
  try {
    await creation;
    return true;
  } catch (error) {
    if (grpcCode(error) === GrpcCode.alreadyExists) return false;
    throw error;
  }
}
