/**
 * A subscription that stays open. The client library's streams can end for good (the subscription is missing for a moment) or fall
 * silent; this one is opened anew in both cases. Opened → (reopened …) → draining → closed.
 *
 * A message whose lease has run out comes again while it is still held, most often when the machine is overloaded. It then joins the one that
 * is held, and is settled with it: doing the same work twice would make the overload worse.
 *
 * Draining hands nothing new to `onDelivery`; whoever holds deliveries settles each by `ack` or `nack`, and `drain` waits until that
 * has happened and Pub/Sub has been told. Excess messages are allowed on purpose: with the client's own hold-back queue, closing
 * would wait for messages that are never handed out. What bounds us is the flow control that Pub/Sub itself applies to a stream.
 */
import { Duration, type Message, type PubSub, type Subscription } from '@google-cloud/pubsub';
import type { Log } from './log.ts';
import type { Attributes } from './pubsub.ts';
import { endsWithin } from './within.ts';

/** A message that is held under a lease until it is settled; settling twice is harmless. */
export interface Delivery {
  readonly id: string;
  readonly data: Buffer;
  readonly attributes: Attributes;
  /** How often the message was delivered, this time included; best-effort, 0 where there is no dead-letter policy. */
  readonly attempt: number;
  /** The message is done with. */
  readonly ack: () => void;
  /** The message is to be delivered again, here or elsewhere. */
  readonly nack: () => void;
}

export interface SubscriberOptions {
  readonly subscription: string;
  /** The most messages held at a time, at least 1. */
  readonly maxMessages: number;
  /** The most bytes held at a time. */
  readonly maxBytes: number;
  /** How long a message is leased at a time, in seconds (10 to 600): as long as it takes to come again after a crash. */
  readonly leaseSeconds: number;
  /** A stream without a message for so long is opened anew, in milliseconds. */
  readonly silenceMs: number;
  readonly log: Log;
  /** Called for every message; must not throw. */
  readonly onDelivery: (delivery: Delivery) => void;
}

export interface Subscriber extends AsyncDisposable {
  /** Deliveries that are not settled yet. */
  readonly held: () => number;
  /** Why the subscription is not receiving; empty when it is. */
  readonly problems: () => readonly string[];
  /** Takes no further messages; deliveries that arrive late are nacked. */
  readonly stopPulling: () => void;
  /**
   * Waits until everything held is settled and Pub/Sub has been told.
   * @param timeoutMs after that what is still held is nacked; 2 s later it resolves, even if Pub/Sub is away
   */
  readonly drain: (timeoutMs: number) => Promise<void>;
}

const REOPEN_DELAY_MS = 1_000;
/** What is handed back at the end may take so long to reach Pub/Sub; if it does not answer, the leases run out by themselves. */
const LAST_WAIT_MS = 2_000;
/** A subscription that keeps failing for this long makes the daemon unhealthy. */
const UNHEALTHY_AFTER_MS = 60_000;
/** A subscription that has not failed for this long has recovered, even if it had no message to show it. */
const RECOVERED_AFTER_MS = 10_000;

/** Opens a subscription that stays open until it is drained or disposed of. */
export function openSubscriber(pubsub: PubSub, options: SubscriberOptions): Subscriber {
  const { log } = options;
  /** By message id: the message, each time it was delivered. */
  const held = new Map<string, Message[]>();
  let heldMessages = 0;
  let draining = false;
  let current: Subscription | undefined;
  let lastMessageAt = performance.now();
  let failure: { readonly since: number; readonly last: number; readonly message: string } | undefined;
  let reopenTimer: NodeJS.Timeout | undefined;
  const closing = new Set<Promise<void>>();
  const lease = Duration.from({ seconds: options.leaseSeconds });

  const onMessage = (message: Message): void => {
    lastMessageAt = performance.now();
    failure = undefined;
    if (draining) {
      message.nack();
      return;
    }
    heldMessages += 1;
    const joined = held.get(message.id);
    if (joined !== undefined) {
      joined.push(message);
      log.debug({ messageId: message.id }, 'delivered again while it is held');
      return;
    }
    const own = [message];
    held.set(message.id, own);
    const settle = (how: 'ack' | 'nack') => (): void => {
      if (held.get(message.id) === own) release(message.id, how);
    };
    options.onDelivery({
      id: message.id,
      data: message.data,
      attributes: message.attributes,
      attempt: message.deliveryAttempt,
      ack: settle('ack'),
      nack: settle('nack'),
    });
  };

  const release = (id: string, how: 'ack' | 'nack'): void => {
    const messages = held.get(id) ?? [];
    held.delete(id);
    heldMessages -= messages.length;
    for (const message of messages) message[how]();
  };

  const isFailing = (): boolean =>
    failure !== undefined && performance.now() - failure.last < RECOVERED_AFTER_MS;
  const noteFailure = (message: string): void => {
    const now = performance.now();
    failure = { since: isFailing() && failure !== undefined ? failure.since : now, last: now, message };
  };

  const open = (): void => {
    reopenTimer = undefined;
    if (draining) return;
    lastMessageAt = performance.now();
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
    const onEnd = (): void => {
      if (current !== subscription || draining) return;
      current = undefined;
      noteFailure(failure?.message ?? 'the subscription closed');
      reopenTimer = setTimeout(open, REOPEN_DELAY_MS);
    };
    subscription.on('error', (error) => {
      // It is opened anew every second, and fails for the same reason each time: that is said once.
      const level = isFailing() ? 'debug' : 'warn';
      noteFailure(error.message);
      log[level]({ err: error, subscription: options.subscription }, 'the subscription failed');
      // The library tells of a stream that has ended for good only once every message from it is settled, which may be minutes later.
      setImmediate(() => {
        if (subscription.isOpen || current !== subscription) return;
        track(new Promise((resolve) => subscription.once('close', () => resolve())));
        onEnd();
      });
    });
    subscription.on('close', onEnd);
    log.debug({ subscription: options.subscription }, 'subscription opened');
  };

  /** Draining waits for what was begun with a subscription that is no longer the current one, too. */
  const track = (ending: Promise<void>): void => {
    const closed = ending
      .catch((error: Error) => log.warn({ err: error }, 'the subscription did not close cleanly'))
      .finally(() => closing.delete(closed));
    closing.add(closed);
  };
  const close = (subscription: Subscription): void => track(subscription.close());

  // While messages are held, a full window explains the silence: only a stream that could deliver counts as silent.
  const watch = setInterval(() => {
    const silentFor = performance.now() - lastMessageAt;
    if (draining || current === undefined || silentFor < options.silenceMs) return;
    if (heldMessages >= options.maxMessages) return;
    log.debug(
      { subscription: options.subscription, silentFor },
      'no message for a while: opening a new stream',
    );
    const silent = current;
    open();
    close(silent);
  }, options.silenceMs / 4);

  const stopPulling = (): void => {
    if (draining) return;
    draining = true;
    clearInterval(watch);
    clearTimeout(reopenTimer);
    if (current !== undefined) close(current);
    current = undefined;
  };

  const drain = async (timeoutMs: number): Promise<void> => {
    stopPulling();
    const closed = Promise.all(closing);
    if (await endsWithin(timeoutMs, closed)) return;
    if (held.size > 0) log.warn({ held: held.size }, 'not finished in time: handing the rest back');
    for (const id of [...held.keys()]) release(id, 'nack');
    if (!(await endsWithin(LAST_WAIT_MS, closed))) {
      log.warn('Pub/Sub has not been told of everything that is done; it will deliver that again');
    }
  };

  open();
  return {
    held: () => heldMessages,
    problems: () =>
      failure !== undefined && isFailing() && failure.last - failure.since > UNHEALTHY_AFTER_MS
        ? [`subscription ${options.subscription} cannot be read: ${failure.message}`]
        : [],
    stopPulling,
    drain,
    [Symbol.asyncDispose]: () => drain(0),
  };
}
