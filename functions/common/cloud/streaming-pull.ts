/**
 * Receives by a stream (Pub/Sub's StreamingPull, which the client library keeps). Its streams can end for good, when the subscription is missing
 * for a moment, or fall silent; this one is opened anew in both cases.
 *
 * Excess messages are allowed on purpose: with the client's own hold-back queue, closing would wait for messages that are never handed out. What
 * bounds us is the flow control that Pub/Sub itself applies to a stream.
 */
import { Duration, type Message, type PubSub, type Subscription } from '@google-cloud/pubsub';
import type { Timer } from '../process/runtime.ts';
import type { FailureWatch } from './failure-watch.ts';
import type { Receiver, ReceiverOptions } from './receiver.ts';

export interface StreamOptions extends ReceiverOptions {
  /** A stream without a message for so long is opened anew, in milliseconds. */
  readonly silenceMs: number;
}

const REOPEN_DELAY_MS = 1_000;

/** Starts receiving; see `Receiver`. */
export function openStreamingPull(pubsub: PubSub, options: StreamOptions, failures: FailureWatch): Receiver {
  const { log, clock } = options;
  const lease = Duration.from({ seconds: options.leaseSeconds });
  /** What was begun with streams that are no longer the current one. */
  const closing = new Set<Promise<void>>();
  const { promise: closed, resolve: close } = Promise.withResolvers<void>();
  let stopped = false;
  let held = 0;
  let current: Subscription | undefined;
  let lastMessageAt = clock.monotonic();
  let reopenTimer: Timer | undefined;

  const onMessage = (message: Message): void => {
    lastMessageAt = clock.monotonic();
    failures.clear();
    held += 1;
    options.onArrival({
      id: message.id,
      data: message.data,
      attributes: message.attributes,
      attempt: message.deliveryAttempt,
      settle: (how) => {
        held -= 1;
        message[how]();
      },
    });
  };

  const open = (): void => {
    reopenTimer = undefined;
    if (stopped) return;
    lastMessageAt = clock.monotonic();
    const subscription = pubsub.subscription(options.subscription, {
      flowControl: {
        maxMessages: options.maxMessages,
        maxBytes: options.maxBytes,
        allowExcessMessages: true,
      },
      // Leases are renewed by the library. It would stretch them to the slowest ack it has seen, up to ten minutes, and
      // a crash would then keep messages away for as long; so both bounds are the same.
      minAckDeadline: lease,
      maxAckDeadline: lease,
      // The default of 100 ms would cap throughput at maxMessages per 100 ms.
      batching: { maxMilliseconds: 10 },
      // One stream carries about 2,000 messages/s, more than the stages behind it do.
      streamingOptions: { maxStreams: 1 },
      closeOptions: { behavior: 'WAIT', timeout: Duration.from({ minutes: 15 }) },
    });
    current = subscription;
    subscription.on('message', onMessage);
    const reopen = (): void => {
      if (current !== subscription || stopped) return;
      current = undefined;
      reopenTimer = clock.after(REOPEN_DELAY_MS, open);
    };
    subscription.on('error', (error) => {
      failures.note(error);
      // The library tells of a stream that has ended for good only once every message from it is settled, which may be minutes later.
      clock.after(0, () => {
        if (subscription.isOpen || current !== subscription) return;
        track(new Promise((resolve) => subscription.once('close', () => resolve())));
        reopen();
      });
    });
    subscription.on('close', () => {
      if (current === subscription && !stopped) failures.note(new Error('the subscription closed'));
      reopen();
    });
    log.debug({ subscription: options.subscription }, 'subscription opened');
  };

  const track = (ending: Promise<void>): void => {
    const ended = ending
      .catch((error: Error) => log.warn({ err: error }, 'the subscription did not close cleanly'))
      .finally(() => closing.delete(ended));
    closing.add(ended);
  };

  // While messages are held, a full window explains the silence: only a stream that could deliver counts as silent.
  const watch = clock.every(options.silenceMs / 4, () => {
    const silentFor = clock.monotonic() - lastMessageAt;
    if (stopped || current === undefined || silentFor < options.silenceMs) return;
    if (held >= options.maxMessages) return;
    log.debug(
      { subscription: options.subscription, silentFor },
      'no message for a while: opening a new stream',
    );
    const silent = current;
    open();
    track(silent.close());
  });

  open();
  return {
    stop() {
      if (stopped) return;
      stopped = true;
      watch.cancel();
      reopenTimer?.cancel();
      if (current !== undefined) track(current.close());
      current = undefined;
      void Promise.all(closing).then(() => close());
    },
    closed,
  };
}
