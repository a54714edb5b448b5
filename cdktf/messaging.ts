/**
 * Creates topics, subscriptions and dead letters from `common/topology.ts`. It adds none of its own, and
 * repeats none of their settings.
 */
import { PubsubSubscription } from '@cdktf/provider-google/lib/pubsub-subscription/index.js';
import { PubsubSubscriptionIamMember } from '@cdktf/provider-google/lib/pubsub-subscription-iam-member/index.js';
import { PubsubTopic } from '@cdktf/provider-google/lib/pubsub-topic/index.js';
import { PubsubTopicIamMember } from '@cdktf/provider-google/lib/pubsub-topic-iam-member/index.js';
import type { Subscription, Topology } from '../functions/common/domain/topology.ts';
import { type Deployment, kept, ownKey } from './deployment.ts';
import { createServiceIdentity } from './providers.ts';
import { listed } from './settings.ts';

export interface Messaging {
  readonly topics: Readonly<Record<keyof Topology['topics'], PubsubTopic>>;
  readonly subscriptions: Readonly<Record<keyof Topology['subscriptions'], PubsubSubscription>>;
}

/** Creates what the topology declares, and lets Pub/Sub forward dead letters. */
export function createMessaging(deployment: Deployment): Messaging {
  const { stack, topology, project, providers, settings } = deployment;
  const lifecycle = kept(deployment);
  const kmsKeyName = ownKey(deployment);
  const identity = createServiceIdentity(stack, providers, project, 'pubsub');
  const agent = `serviceAccount:${identity.getStringAttribute('email')}`;
  const allowedPersistenceRegions = [...listed(settings.MESSAGE_REGIONS)];
  const topics = mapValues(
    topology.topics,
    ({ name, retentionSeconds }, key) =>
      new PubsubTopic(stack, `topic-${key}`, {
        name,
        project,
        ...(lifecycle && { lifecycle }),
        ...(retentionSeconds && { messageRetentionDuration: `${retentionSeconds}s` }),
        ...(kmsKeyName && { kmsKeyName }),
        ...(allowedPersistenceRegions.length > 0 && { messageStoragePolicy: { allowedPersistenceRegions } }),
      }),
  );
  const topicNamed = (name: string): PubsubTopic => {
    const found = Object.values(topics).find((topic) => topic.nameInput === name);
    if (found === undefined) throw new Error(`the topology has no topic ${name}`);
    return found;
  };
  const subscriptions = mapValues(topology.subscriptions, (subscription, key) => {
    const { deadLetter } = subscription;
    const created = new PubsubSubscription(stack, `subscription-${key}`, {
      ...settingsOf(subscription),
      project,
      topic: topicNamed(subscription.topic).id,
      ...(lifecycle && { lifecycle }),
      ...(deadLetter && {
        deadLetterPolicy: {
          deadLetterTopic: topicNamed(deadLetter.topic).id,
          maxDeliveryAttempts: deadLetter.maxDeliveryAttempts,
        },
      }),
    });
    if (deadLetter !== undefined) {
      new PubsubSubscriptionIamMember(stack, `forward-${key}-from`, {
        subscription: created.name,
        role: 'roles/pubsub.subscriber',
        member: agent,
      });
      new PubsubTopicIamMember(stack, `forward-${key}-to`, {
        topic: topicNamed(deadLetter.topic).name,
        role: 'roles/pubsub.publisher',
        member: agent,
      });
    }
    return created;
  });
  return { topics, subscriptions };
}

function settingsOf({ name, ackDeadlineSeconds, retentionSeconds, retry }: Subscription) {
  return {
    name,
    ackDeadlineSeconds,
    messageRetentionDuration: `${retentionSeconds}s`,
    // By default Pub/Sub deletes a subscription, with its messages, after 31 days without a subscriber.
    expirationPolicy: { ttl: '' },
    ...(retry && {
      retryPolicy: {
        minimumBackoff: `${retry.minimumSeconds}s`,
        maximumBackoff: `${retry.maximumSeconds}s`,
      },
    }),
  };
}

/** Lets an account publish to one topic. */
export function letPublish(
  { stack }: Deployment,
  id: string,
  topic: PubsubTopic,
  member: string,
): PubsubTopicIamMember {
  return new PubsubTopicIamMember(stack, id, { topic: topic.name, role: 'roles/pubsub.publisher', member });
}

/** Lets an account receive from one subscription. */
export function letSubscribe(
  { stack }: Deployment,
  id: string,
  subscription: PubsubSubscription,
  member: string,
): PubsubSubscriptionIamMember {
  return new PubsubSubscriptionIamMember(stack, id, {
    subscription: subscription.name,
    role: 'roles/pubsub.subscriber',
    member,
  });
}

function mapValues<Key extends string, From, To>(
  record: Readonly<Record<Key, From>>,
  change: (value: From, key: Key) => To,
): Record<Key, To> {
  const keys = Object.keys(record) as Key[];
  return Object.fromEntries(keys.map((key) => [key, change(record[key], key)])) as Record<Key, To>;
}
