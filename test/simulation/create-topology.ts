/** Creates the pipeline's topics and subscriptions in a simulated broker. */
import type { Broker } from '../../emulators/engine/pubsub/broker.ts';
import { places } from './daemons.ts';
import { PROJECT } from './engine.ts';

/** Short, so that runs are short. */
const LEASE_SECONDS = 10;

export function createTopology(broker: Broker): void {
  const topicOf = (name: string): string => `projects/${PROJECT}/topics/${name}`;
  for (const { name } of Object.values(places.topics)) broker.createTopic({ name: topicOf(name) });
  for (const { name, topic, retry, deadLetter, ...given } of Object.values(places.subscriptions))
    broker.createSubscription({
      name: `projects/${PROJECT}/subscriptions/${name}`,
      topic: topicOf(topic),
      ackDeadlineSeconds: Math.min(LEASE_SECONDS, given.ackDeadlineSeconds),
      ...(retry && {
        retryPolicy: {
          minimumBackoff: { seconds: retry.minimumSeconds, nanos: 0 },
          maximumBackoff: { seconds: retry.maximumSeconds, nanos: 0 },
        },
      }),
      ...(deadLetter && {
        deadLetterPolicy: {
          deadLetterTopic: topicOf(deadLetter.topic),
          maxDeliveryAttempts: deadLetter.maxDeliveryAttempts,
        },
      }),
    });
}
