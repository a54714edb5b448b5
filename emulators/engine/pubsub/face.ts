/**
 * Pub/Sub's gRPC interfaces, as far as the pipeline uses them. Translates requests for the broker, and its
 * results into responses. Decides nothing by itself.
 */
import type { protos } from '@google-cloud/pubsub';
import type {
  handleBidiStreamingCall,
  handleUnaryCall,
  ServerDuplexStream,
  UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { Clock } from '../../../functions/common/process/runtime.ts';
import { invalid, unimplemented } from '../engine-error.ts';
import type { Sized } from '../grpc/definitions.ts';
import { reply, type Settled, statusOf, unary } from '../grpc/handlers.ts';
import { numberOf, wireTimestamp } from '../grpc/wire-types.ts';
import type { Broker } from './broker.ts';
import { type Dispatcher, PULL_BYTES } from './delivery.ts';
import { dataOf, limits, type Published } from './messages.ts';
import type { WireSubscription, WireTopic } from './settings.ts';
import type { QueuedMessage } from './subscription.ts';

type ReceivedMessage = protos.google.pubsub.v1.IReceivedMessage;
type PullRequest = protos.google.pubsub.v1.IPullRequest;
type StreamingPullRequest = protos.google.pubsub.v1.IStreamingPullRequest;
type Updating<Name extends string, Resource> = Readonly<Record<Name, Resource | null | undefined>> & {
  readonly updateMask?: { readonly paths?: readonly string[] | null } | null;
};
type Named<Name extends string> = Readonly<Partial<Record<Name, string | null>>>;

export interface PubSubFaceOptions {
  readonly broker: Broker;
  readonly delivery: Dispatcher;
  readonly clock: Clock;
  readonly settled: Settled;
}

/** After this time a pull that waits gets an empty answer. */
const PULL_WAIT_MS = 30_000;

export function publisherFace({
  broker,
  delivery,
  settled,
}: PubSubFaceOptions): UntypedServiceImplementation {
  return {
    createTopic: unary(settled, ({ message }: Sized<WireTopic>) => broker.createTopic(message)),
    getTopic: unary(settled, ({ message }: Sized<Named<'topic'>>) => broker.topic(message.topic)),
    updateTopic: unary(settled, ({ message }: Sized<Updating<'topic', WireTopic>>) =>
      broker.updateTopic(message.topic ?? {}, message.updateMask?.paths ?? []),
    ),
    deleteTopic: unary(settled, ({ message }: Sized<Named<'topic'>>) => {
      broker.deleteTopic(message.topic);
      return {};
    }),
    listTopics: unary(settled, ({ message }: Sized<Named<'project'>>) => ({
      topics: broker.topics().filter(({ name }) => name?.startsWith(`${message.project}/topics/`)),
    })),
    listTopicSubscriptions: unary(settled, ({ message }: Sized<Named<'topic'>>) => ({
      subscriptions: broker
        .subscriptions()
        .filter(({ topic }) => topic === broker.topic(message.topic).name)
        .map(({ name }) => name),
    })),
    publish: unary(
      settled,
      ({ message, bytes }: Sized<Named<'topic'> & { readonly messages?: readonly Published[] | null }>) => {
        const messageIds = broker.publish(message.topic, message.messages ?? [], bytes);
        delivery.watch();
        return { messageIds };
      },
    ),
  };
}

export function subscriberFace(options: PubSubFaceOptions): UntypedServiceImplementation {
  const { broker, delivery, settled } = options;
  return {
    createSubscription: unary(settled, ({ message }: Sized<WireSubscription>) =>
      broker.createSubscription(message),
    ),
    getSubscription: unary(settled, ({ message }: Sized<Named<'subscription'>>) =>
      broker.subscription(message.subscription),
    ),
    updateSubscription: unary(settled, ({ message }: Sized<Updating<'subscription', WireSubscription>>) =>
      broker.updateSubscription(message.subscription ?? {}, message.updateMask?.paths ?? []),
    ),
    deleteSubscription: unary(settled, ({ message }: Sized<Named<'subscription'>>) => {
      broker.deleteSubscription(message.subscription);
      return {};
    }),
    listSubscriptions: unary(settled, ({ message }: Sized<Named<'project'>>) => ({
      subscriptions: broker
        .subscriptions()
        .filter(({ name }) => name?.startsWith(`${message.project}/subscriptions/`)),
    })),
    acknowledge: unary(
      settled,
      ({ message }: Sized<Named<'subscription'> & { readonly ackIds?: readonly string[] | null }>) => {
        broker.acknowledge(message.subscription, message.ackIds ?? []);
        return {};
      },
    ),
    modifyAckDeadline: unary(
      settled,
      ({ message }: Sized<protos.google.pubsub.v1.IModifyAckDeadlineRequest>) => {
        const seconds = message.ackDeadlineSeconds ?? 0;
        if (seconds < 0 || seconds > 600) throw invalid('A lease has to be from 0 to 600 seconds.');
        broker.modifyDeadline(message.subscription, message.ackIds ?? [], seconds);
        delivery.watch();
        return {};
      },
    ),
    seek: unary(settled, ({ message }: Sized<protos.google.pubsub.v1.ISeekRequest>) => {
      if (!message.time) throw unimplemented('Seeking to a snapshot');
      const { seconds, nanos } = message.time;
      broker.seek(message.subscription, numberOf(seconds) * 1e6 + Math.floor((nanos ?? 0) / 1_000));
      return {};
    }),
    pull: pull(options),
    streamingPull: streamingPull(options),
  };
}

/** Answers at once if a message is ready or the request asks for it, else when one becomes ready. */
function pull({
  broker,
  delivery,
  clock,
  settled,
}: PubSubFaceOptions): handleUnaryCall<Sized<PullRequest>, object> {
  return (call, callback) => {
    const { subscription, maxMessages, returnImmediately } = call.request.message;
    const most = Math.min(maxMessages ?? 0, limits.messagesAPull);
    const answer = (entries: readonly QueuedMessage[]): void => {
      delivery.watch();
      reply(settled, callback, () => ({
        receivedMessages: entries.map((entry) => received(broker, subscription ?? '', entry)),
      }));
    };
    try {
      if (most < 1) throw invalid('A pull asks for at least one message.');
      const entries = broker.pull(subscription, { messages: most, bytes: PULL_BYTES });
      if (entries.length > 0 || returnImmediately) {
        answer(entries);
        return;
      }
      const end = (taken: readonly QueuedMessage[]): boolean => {
        waiting.remove();
        timer.cancel();
        if (!call.cancelled) answer(taken);
        return false;
      };
      const waiting = delivery.add({
        subscription: subscription ?? '',
        leaseSeconds: () => undefined,
        most: { messages: most, bytes: PULL_BYTES },
        take: end,
      });
      const timer = clock.after(PULL_WAIT_MS, () => end([]));
      call.on('cancelled', () => end([]));
    } catch (error) {
      callback(statusOf(error));
    }
  };
}

/** A stream: the first request says what to read and how much at a time; later ones settle messages. */
function streamingPull({
  broker,
  delivery,
  settled,
}: PubSubFaceOptions): handleBidiStreamingCall<Sized<StreamingPullRequest>, object> {
  return (call) => {
    let subscription = '';
    let leaseSeconds = 0;
    let taking: ReturnType<Dispatcher['add']> | undefined;

    const open = (request: StreamingPullRequest): void => {
      subscription = broker.subscription(request.subscription).name ?? '';
      taking = delivery.add({
        subscription,
        leaseSeconds: () => leaseSeconds || undefined,
        most: {
          messages: numberOf(request.maxOutstandingMessages) || Number.POSITIVE_INFINITY,
          bytes: numberOf(request.maxOutstandingBytes) || Number.POSITIVE_INFINITY,
        },
        take: (entries) => {
          const receivedMessages = entries.map((entry) => received(broker, subscription, entry));
          return send(call, { receivedMessages }, settled);
        },
      });
    };
    call.on('data', ({ message }: Sized<StreamingPullRequest>) => {
      try {
        if (message.streamAckDeadlineSeconds) leaseSeconds = message.streamAckDeadlineSeconds;
        if (taking === undefined) open(message);
        broker.acknowledge(subscription, message.ackIds ?? []);
        for (const [index, ackId] of (message.modifyDeadlineAckIds ?? []).entries())
          broker.modifyDeadline(subscription, [ackId], message.modifyDeadlineSeconds?.[index] ?? 0);
        delivery.watch();
      } catch (error) {
        call.emit('error', statusOf(error));
      }
    });
    call.on('drain', () => taking?.wake());
    call.on('end', () => {
      taking?.remove();
      call.end();
    });
    for (const event of ['cancelled', 'error', 'close']) call.on(event, () => taking?.remove());
  };
}

/** @returns whether the stream takes more at once */
function send(call: ServerDuplexStream<unknown, object>, response: object, settled: Settled): boolean {
  const pending = settled();
  if (pending === undefined) return call.write(response);
  void pending.then(
    () => call.write(response),
    (error: unknown) => call.emit('error', statusOf(error)),
  );
  return true;
}

function received(
  broker: Broker,
  subscription: string,
  { ackId, attempts, message }: QueuedMessage,
): ReceivedMessage {
  const { id, attributes, publishTime } = message;
  return {
    ackId,
    message: { data: dataOf(message), attributes, messageId: id, publishTime: wireTimestamp(publishTime) },
    // The documented service counts attempts only with a dead-letter policy.
    ...(broker.subscription(subscription).deadLetterPolicy && { deliveryAttempt: attempts }),
  };
}
