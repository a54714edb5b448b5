/**
 * A subscription that stays open: opened → draining → closed. Messages arrive by a stream from the cloud, and
 * by unary pull from the emulator.
 *
 * While draining, no new message reaches `onDelivery`. The owner of each delivery still settles it by `ack`
 * or `nack`. `drain` waits until all are settled and Pub/Sub has received that.
 *
 * A message whose lease expires is redelivered while it is still in flight, most often when the machine is
 * overloaded. The redelivery joins the delivery in flight and is settled with it, because doing the work
 * twice would make the overload worse. The id alone does not identify a message: an emulator that was
 * restarted counts its ids from 1 again. Acking another message together with the one in flight would lose
 * it. So the time and the bytes have to be equal too.
 */
import type { Log } from '../process/log.ts';
import type { Clock } from '../process/runtime.ts';
import { endsWithin } from '../process/time-limit.ts';
import type { Attributes } from './attributes.ts';
import { watchFailures } from './failure-watch.ts';
import type { PubSubClient } from './pubsub.ts';
import type { Arrival } from './receiver.ts';
import { openUnaryPull } from './unary-pull.ts';

/** A message under a lease until it is settled; settling twice is harmless. */
export interface Delivery {
  readonly id: string;
  readonly data: Buffer;
  readonly attributes: Attributes;
  /**
   * How often the message was delivered, this time included; best-effort, 0 where there is no dead-letter
   * policy.
   */
  readonly attempt: number;
  /** Settles the message: it is not delivered again. */
  readonly ack: () => void;
  /** Hands the message back: Pub/Sub delivers it again, here or elsewhere. */
  readonly nack: () => void;
}

export interface SubscriberOptions {
  readonly subscription: string;
  /** How many streams share the capacity, 1 by default. Unary pull has none. */
  readonly streams?: number;
  /** The most messages in flight, at least 1. */
  readonly maxMessages: number;
  /** The most bytes in flight. */
  readonly maxBytes: number;
  /**
   * The length of a lease, in seconds (10 to 600). After a crash its messages are redelivered when it has
   * expired.
   */
  readonly leaseSeconds: number;
  /** A stream is reopened when no message has arrived on it for this time, in milliseconds. */
  readonly silenceMs: number;
  /** The least time between two pull requests, in milliseconds; for unary pull only. */
  readonly pauseMs?: number;
  readonly log: Log;
  readonly clock: Clock;
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
   * Waits until every delivery is settled and Pub/Sub has received that.
   * @param timeoutMs when it is over, the deliveries in flight are nacked. `drain` resolves 2 s later, even
   *   if Pub/Sub is unavailable
   */
  readonly drain: (timeoutMs: number) => Promise<void>;
}

/**
 * How long the last nacks may take to reach Pub/Sub. If it does not answer, the leases expire by themselves.
 */
const LAST_WAIT_MS = 2_000;

/** The part of the client that receives. */
export type ReceivingClient = Pick<PubSubClient, 'projectId' | 'sendSubscriber' | 'openStream'>;

/** Opens a subscription that stays open until it is drained or disposed of. */
export function openSubscriber(pubsub: ReceivingClient, options: SubscriberOptions): Subscriber {
  const { log, clock } = options;
  /** By message id: the messages with that id, each with all its arrivals. */
  const held = new Map<string, readonly Arrival[][]>();
  let heldArrivals = 0;
  let draining = false;

  const release = (id: string, arrivals: readonly Arrival[], how: 'ack' | 'nack'): void => {
    const others = (held.get(id) ?? []).filter((one) => one !== arrivals);
    if (others.length === 0) held.delete(id);
    else held.set(id, others);
    heldArrivals -= arrivals.length;
    for (const arrival of arrivals) arrival.settle(how);
  };

  const onArrival = (arrival: Arrival): void => {
    const { id, data, attributes, attempt } = arrival;
    if (draining) {
      arrival.settle('nack');
      return;
    }
    heldArrivals += 1;
    const sameId = held.get(id) ?? [];
    const joined = sameId.find(([first]) => first !== undefined && isSame(first, arrival));
    if (joined !== undefined) {
      joined.push(arrival);
      log.debug({ messageId: id }, 'a message in flight was redelivered; both are settled together');
      return;
    }
    const own = [arrival];
    held.set(id, [...sameId, own]);
    const settle = (how: 'ack' | 'nack') => (): void => {
      if (held.get(id)?.includes(own)) release(id, own, how);
    };
    options.onDelivery({ id, data, attributes, attempt, ack: settle('ack'), nack: settle('nack') });
  };

  const failures = watchFailures(options.subscription, log, clock);
  const { openStream } = pubsub;
  const count = openStream === undefined ? 1 : Math.min(options.streams ?? 1, options.maxMessages);
  const share = {
    maxMessages: Math.ceil(options.maxMessages / count),
    maxBytes: Math.ceil(options.maxBytes / count),
  };
  const receiving = { ...options, ...share, onArrival };
  const receivers = Array.from({ length: count }, () =>
    openStream === undefined ? openUnaryPull(pubsub, receiving, failures) : openStream(receiving, failures),
  );
  const closed = Promise.all(receivers.map((receiver) => receiver.closed));

  const stopPulling = (): void => {
    draining = true;
    for (const receiver of receivers) receiver.stop();
  };
  const drain = async (timeoutMs: number): Promise<void> => {
    stopPulling();
    if (await endsWithin(clock, timeoutMs, closed)) return;
    if (held.size > 0)
      log.warn({ held: held.size }, 'messages in flight were not finished in time; handing them back');
    for (const [id, messages] of [...held]) for (const arrivals of messages) release(id, arrivals, 'nack');
    if (!(await endsWithin(clock, LAST_WAIT_MS, closed))) {
      log.warn(
        'some acks did not reach Pub/Sub in time; it will redeliver those messages, and each post still counts once',
      );
    }
  };

  return {
    held: () => heldArrivals,
    problems: failures.problems,
    stopPulling,
    drain,
    [Symbol.asyncDispose]: () => drain(0),
  };
}

function isSame(one: Arrival, other: Arrival): boolean {
  return one.publishTime.getTime() === other.publishTime.getTime() && one.data.equals(other.data);
}
