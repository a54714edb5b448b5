import { expect, test } from 'vitest';
import { topology } from '../../functions/common/domain/topology.ts';
import { ofType, synthesize } from '../support/cdktf/synthesize.ts';

const stack = synthesize({ NAME_PREFIX: 'news' });
const declared = topology('news');

test('every topic of the topology is provisioned, and no other', () => {
  const topics = ofType(stack, 'google_pubsub_topic').map((topic) => ({
    name: topic.name,
    ...(topic.message_retention_duration && { retentionSeconds: seconds(topic.message_retention_duration) }),
  }));
  expect(byName(topics)).toEqual(byName(Object.values(declared.topics)));
});

test('every subscription is provisioned with its deadlines, retries and dead letters, and no other', () => {
  const subscriptions = ofType(stack, 'google_pubsub_subscription').map((subscription) => {
    const retry = subscription.retry_policy as
      | undefined
      | { minimum_backoff: string; maximum_backoff: string };
    const letters = subscription.dead_letter_policy as
      | undefined
      | { dead_letter_topic: string; max_delivery_attempts: number };
    return {
      name: subscription.name,
      topic: topicAt(subscription.topic),
      ackDeadlineSeconds: subscription.ack_deadline_seconds,
      retentionSeconds: seconds(subscription.message_retention_duration),
      ...(retry && {
        retry: {
          minimumSeconds: seconds(retry.minimum_backoff),
          maximumSeconds: seconds(retry.maximum_backoff),
        },
      }),
      ...(letters && {
        deadLetter: {
          topic: topicAt(letters.dead_letter_topic),
          maxDeliveryAttempts: letters.max_delivery_attempts,
        },
      }),
    };
  });
  expect(byName(subscriptions)).toEqual(byName(Object.values(declared.subscriptions)));
});

test('no subscription expires without a subscriber, because its messages would be lost', () => {
  const policies = ofType(stack, 'google_pubsub_subscription').map((one) => one.expiration_policy);
  expect(policies).toEqual(policies.map(() => ({ ttl: '' })));
});

test('every dead-letter topic has a subscription, without which Pub/Sub would drop its messages', () => {
  const subscribed = Object.values(declared.subscriptions).map(({ topic }) => topic);
  const deadLetters = Object.values(declared.subscriptions).flatMap(
    ({ deadLetter }) => deadLetter?.topic ?? [],
  );
  expect(subscribed).toEqual(expect.arrayContaining(deadLetters));
});

function seconds(duration: unknown): number {
  return Number(/^(\d+)s$/.exec(String(duration))?.[1]);
}

function topicAt(reference: unknown): unknown {
  const name = /^\$\{google_pubsub_topic\.([\w-]+)\.id\}$/.exec(String(reference))?.[1];
  return stack.resources.get(`google_pubsub_topic.${name}`)?.name;
}

function byName<Named extends { readonly name?: unknown }>(list: readonly Named[]): readonly Named[] {
  return list.toSorted((a, b) => (String(a.name) < String(b.name) ? -1 : 1));
}
