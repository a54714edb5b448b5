/**
 * Receives by a stream (Pub/Sub's StreamingPull). The client library keeps the stream, renews leases and
 * sends acks. It does not notice when a stream falls silent, and gives one up for good when the subscription
 * is missing for a moment; this file opens a new one then.
 *
 * The receiver is in one of these states:
 *
 * - receiving: `current` is open.
 * - reopening: `current` is undefined, and `reopenTimer` will open a new stream.
 * - stopped: no stream is opened any more. It is closed when every stream in `closing` has ended.
 *
 * These events move it:
 *
 * - The stream ends, by an error for good or by closing: receiving → reopening. After `REOPEN_DELAY_MS`:
 *   reopening → receiving.
 * - The stream is silent for `silenceMs` although it could deliver: a new stream takes its place at once, and
 *   the old one closes.
 * - The window of the slow start has grown to `WINDOW_GROWTH` times the stream's: a new stream with that
 *   window takes its place.
 * - `stop`: receiving or reopening → stopped.
 *
 * A stream that is not the current one any more stays in `closing` until each of its messages is settled.
 *
 * Excess messages are allowed on purpose: with the client's own queue for them, closing would wait for
 * messages that are never handed out. The flow control that Pub/Sub itself applies to a stream bounds what is
 * held.
 */
import { Duration, type Message, type PubSub, type Subscription } from '@google-cloud/pubsub';
import type { Timer } from '../process/runtime.ts';
import type { FailureWatch } from './failure-watch.ts';
import type { Receiver, ReceiverOptions } from './receiver.ts';
import { createSlowStart } from './slow-start.ts';

export interface StreamOptions extends ReceiverOptions {
  /** A stream is reopened when no message has arrived on it for this time, in milliseconds. */
  readonly silenceMs: number;
}

const REOPEN_DELAY_MS = 1_000;
/**
 * The window of a stream is fixed when it is opened. A new stream replaces it when the window has grown by
 * this factor.
 */
const WINDOW_GROWTH = 4;

/** Starts receiving; see `Receiver`. */
export function openStreamingPull(pubsub: PubSub, options: StreamOptions, failures: FailureWatch): Receiver {
  const { log, clock } = options;
  const lease = Duration.from({ seconds: options.leaseSeconds });
  /** Streams that are not the current one any more, each until it has closed. */
  const closing = new Set<Promise<void>>();
  const { promise: closed, resolve: close } = Promise.withResolvers<void>();
  let stopped = false;
  let held = 0;
  let current: Subscription | undefined;
  const slowStart = createSlowStart(options.maxMessages);
  /** Of the current stream. */
  let window = 0;
  let lastMessageAt = clock.monotonic();
  let reopenTimer: Timer | undefined;

  const onMessage = (message: Message): void => {
    lastMessageAt = clock.monotonic();
    failures.clear();
    held += 1;
    options.onArrival({
      id: message.id,
      publishTime: message.publishTime,
      data: message.data,
      attributes: message.attributes,
      attempt: message.deliveryAttempt,
      settle: (how) => {
        held -= 1;
        message[how]();
        if (how === 'ack') slowStart.acked();
        widen();
      },
    });
  };

  const open = (): void => {
    reopenTimer = undefined;
    if (stopped) return;
    lastMessageAt = clock.monotonic();
    window = slowStart.window();
    const subscription = pubsub.subscription(options.subscription, {
      flowControl: {
        maxMessages: window,
        maxBytes: options.maxBytes,
        allowExcessMessages: true,
      },
      // The library renews leases. By default it stretches them to the slowest ack it has seen, up to ten
      // minutes. A crash would delay the messages by as much, so both bounds are the same.
      minAckDeadline: lease,
      maxAckDeadline: lease,
      // How long an ack waits for others to share its request. The default of 100 ms would cap throughput at
      // maxMessages per 100 ms.
      batching: { maxMilliseconds: 40 },
      // Several streams are several receivers, each with its own window. With several streams in one
      // receiver, the library gives Pub/Sub the whole window for each stream. It also stops all of them when
      // one window is full.
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
      // The library emits `close` for a stream that has ended for good only when every message from it is
      // settled, which may be minutes later.
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
      .catch((error: Error) =>
        log.warn({ err: error }, 'the subscription did not close cleanly; some messages may be redelivered'),
      )
      .finally(() => closing.delete(ended));
    closing.add(ended);
  };

  /** Opens a new stream in the place of one that works. */
  const replace = (old: Subscription): void => {
    open();
    track(old.close());
  };

  const widen = (): void => {
    const next = slowStart.window();
    const isWorth = next >= WINDOW_GROWTH * window || (next === options.maxMessages && next > window);
    if (isWorth && current !== undefined && !stopped) replace(current);
  };

  // While messages are in flight, a full window explains the silence. Only a stream that could deliver counts
  // as silent.
  const watch = clock.every(options.silenceMs / 4, () => {
    const silentFor = clock.monotonic() - lastMessageAt;
    if (stopped || current === undefined || silentFor < options.silenceMs) return;
    if (held >= window) return;
    log.debug(
      { subscription: options.subscription, silentFor },
      'the stream has been silent; opening a new one',
    );
    replace(current);
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
