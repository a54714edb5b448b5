/** A Pub/Sub without a network. A test answers each call of a subscription itself, on a virtual clock. */
import type { PubSub } from '@google-cloud/pubsub';
import { pino } from 'pino';
import {
  openSubscriber,
  type Subscriber,
  type SubscriberOptions,
} from '../../../functions/common/cloud/subscriber.ts';
import { type VirtualClock, virtualClock } from '../virtual-clock.ts';

/** A call with the arguments that the client library gets. */
export interface SubscriptionCall {
  readonly method: string;
  readonly reqOpts: {
    readonly ackIds?: readonly string[];
    readonly ackDeadlineSeconds?: number;
    readonly maxMessages?: number;
  };
}

/** A message in the answer to a pull. */
export interface GivenMessage {
  readonly ackId: string;
  readonly message: {
    readonly messageId: string;
    readonly data: Buffer;
    readonly publishTime?: { readonly seconds: number; readonly nanos: number };
  };
}

/**
 * Answers a call: messages to a pull, nothing to the others.
 * @throws Error to make the call fail
 */
export type AnswerCall = (call: SubscriptionCall) => readonly GivenMessage[] | undefined;

/** Opens a subscriber of such a Pub/Sub, with unary pull. */
export function subscribeTo(
  answer: AnswerCall,
  options: Pick<SubscriberOptions, 'onDelivery'> & Partial<SubscriberOptions>,
): { readonly clock: VirtualClock; readonly subscriber: Subscriber } {
  const clock = virtualClock();
  const subscriber = openSubscriber(fakePubSub(answer), {
    subscription: 'one',
    pullApi: 'unary',
    maxMessages: 10,
    maxBytes: 1_000,
    leaseSeconds: 60,
    silenceMs: 60_000,
    log: pino({ level: 'silent' }),
    clock,
    ...options,
  });
  return { clock, subscriber };
}

function fakePubSub(answer: AnswerCall): PubSub {
  const client = {
    projectId: 'demo-test',
    isEmulator: true,
    request(call: SubscriptionCall, done: (error: Error | null, response?: object) => void) {
      try {
        done(null, { receivedMessages: answer(call) ?? [] });
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  };
  // Unary pull uses only these three members of the client.
  return client as unknown as PubSub;
}
