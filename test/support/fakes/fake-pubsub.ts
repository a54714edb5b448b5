/** A Pub/Sub without a network. A test answers each call of a subscription itself, on a virtual clock. */
import { pino } from 'pino';
import { definitionsOf, encode } from '../../../emulators/engine/grpc/definitions.ts';
import {
  openSubscriber,
  type ReceivingClient,
  type Subscriber,
  type SubscriberOptions,
} from '../../../functions/common/cloud/subscriber.ts';
import { type VirtualClock, virtualClock } from '../virtual-clock.ts';

const types = definitionsOf('@google-cloud/pubsub');
const typeOf = (name: string) => types.lookupType(`google.pubsub.v1.${name}`);
const METHODS = { Pull: 'pull', Acknowledge: 'acknowledge', ModifyAckDeadline: 'modifyAckDeadline' } as const;

/** A call with the fields of its request. */
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

function fakePubSub(answer: AnswerCall): ReceivingClient {
  return {
    projectId: 'demo-test',
    openStream: undefined,
    async sendSubscriber(method, _, bytes) {
      const request = typeOf(`${method}Request`);
      const reqOpts = request.toObject(request.decode(bytes));
      const receivedMessages = answer({ method: METHODS[method], reqOpts }) ?? [];
      return encode(typeOf('PullResponse'), { receivedMessages });
    },
  };
}
