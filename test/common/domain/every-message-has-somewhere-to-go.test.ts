import { describe, expect, test } from 'vitest';
import { topology } from '../../../functions/common/domain/topology.ts';

describe.each(['', 'staging'])('the topology with prefix %j', (prefix) => {
  const { topics, subscriptions } = topology(prefix);
  const allTopics = Object.values(topics);
  const allSubscriptions = Object.values(subscriptions);

  test('has a subscription for every topic, dead letters included, so that no message is lost', () => {
    expect(new Set(allSubscriptions.map((subscription) => subscription.topic))).toEqual(
      new Set(allTopics.map((topic) => topic.name)),
    );
  });

  test('has unique names that Pub/Sub accepts', () => {
    for (const { name } of [...allTopics, ...allSubscriptions])
      expect(name).toMatch(/^(?!goog)[A-Za-z][\w.~+%-]{2,254}$/);
    expect(new Set(allTopics.map(({ name }) => name)).size).toBe(allTopics.length);
    expect(new Set(allSubscriptions.map(({ name }) => name)).size).toBe(allSubscriptions.length);
  });

  test('stays within Pub/Sub’s limits', () => {
    for (const subscription of allSubscriptions) {
      expect(subscription.ackDeadlineSeconds).toBeGreaterThanOrEqual(10);
      expect(subscription.ackDeadlineSeconds).toBeLessThanOrEqual(600);
      expect(subscription.retentionSeconds).toBeGreaterThanOrEqual(600);
      expect(subscription.retentionSeconds).toBeLessThanOrEqual(31 * 86_400);
      expect(subscription.retry?.maximumSeconds ?? 0).toBeLessThanOrEqual(600);
      if (subscription.deadLetter === undefined) continue;
      expect(subscription.deadLetter.maxDeliveryAttempts).toBeGreaterThanOrEqual(5);
      expect(subscription.deadLetter.maxDeliveryAttempts).toBeLessThanOrEqual(100);
      expect(allTopics.map(({ name }) => name)).toContain(subscription.deadLetter.topic);
    }
  });

  test('sends messages that a stage gives up to the dead letters of its own topic', () => {
    expect(subscriptions.extract.deadLetter?.topic).toBe(topics.postsDeadLetter.name);
    expect(subscriptions.save.deadLetter?.topic).toBe(topics.processedPostsDeadLetter.name);
    expect(subscriptions.postsDeadLetter.deadLetter).toBeUndefined();
    expect(subscriptions.processedPostsDeadLetter.deadLetter).toBeUndefined();
  });

  test('puts the prefix before every name', () => {
    for (const { name } of [...allTopics, ...allSubscriptions])
      expect(name.startsWith(prefix === '' ? 'p' : 'staging-p')).toBe(true);
  });
});
