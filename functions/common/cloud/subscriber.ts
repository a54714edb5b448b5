/**
 * A subscription that stays open: opened → draining → closed. Messages arrive by a stream from the cloud, and
 * by asking from the emulator.
 *
 * Draining hands nothing new to `onDelivery`; whoever holds deliveries settles each by `ack` or `nack`, and
 * `drain` waits until that has happened and Pub/Sub has been told.
 *
 * A message whose lease has run out comes again while it is still held, most often when the machine is
 * overloaded. It then joins the one that is held, and is settled with it: doing the same work twice would
 * make the overload worse. The id alone does not tell the same message: an emulator that was started again
 * counts its ids from 1, and acking another message with the one that is held would lose it. So the time and
 * the bytes have to be the same too.
 */
import type { PubSub } from '@google-cloud/pubsub';
import type { Log } from '../process/log.ts';
import type { Clock } from '../process/runtime.ts';
import { endsWithin } from '../process/time-limit.ts';
import { watchFailures } from './failure-watch.ts';
import type { Attributes } from './pubsub.ts';
import type { Arrival } from './receiver.ts';
import { openStreamingPull } from './streaming-pull.ts';
import { openUnaryPull } from './unary-pull.ts';

/** How messages arrive; `auto` is by a stream, and by unary pull from the emulator. */
export type PullApi = 'auto' | 'streaming' | 'unary';

/** A message that is held under a lease until it is settled; settling twice is harmless. */
export interface Delivery {
  readonly id: string;
  readonly data: Buffer;
  readonly attributes: Attributes;
  /**
   * How often the message was delivered, this time included; best-effort, 0 where there is no dead-letter
   * policy.
   */
  readonly attempt: number;
  /** The message is done with. */
  readonly ack: () => void;
  /** The message is to be delivered again, here or elsewhere. */
  readonly nack: () => void;
}

export interface SubscriberOptions {
  readonly subscription: string;
  readonly pullApi: PullApi;
  /** How many streams share what may be held; 1 by default. By unary pull there are none. */
  readonly streams?: number;
  /** The most messages held at a time, at least 1. */
  readonly maxMessages: number;
  /** The most bytes held at a time. */
  readonly maxBytes: number;
  /**
   * How long a message is leased at a time, in seconds (10 to 600): as long as it takes to come again after a
   * crash.
   */
  readonly leaseSeconds: number;
  /** A stream without a message for so long is opened anew, in milliseconds. */
  readonly silenceMs: number;
  /** The least time between two requests for messages, where they are asked for, in milliseconds. */
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
   * Waits until everything held is settled and Pub/Sub has been told.
   * @param timeoutMs after that what is still held is nacked; 2 s later it resolves, even if Pub/Sub is away
   */
  readonly drain: (timeoutMs: number) => Promise<void>;
}

/**
 * What is handed back at the end may take so long to reach Pub/Sub; if it does not answer, the leases run out
 * by themselves.
 */
const LAST_WAIT_MS = 2_000;

/** Opens a subscription that stays open until it is drained or disposed of. */
export function openSubscriber(pubsub: PubSub, options: SubscriberOptions): Subscriber {
  const { log, clock } = options;
  /** By message id: the messages that have it, each as often as it was delivered. */
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
      log.debug({ messageId: id }, 'delivered again while it is held');
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
  const isStream = options.pullApi === 'auto' ? !pubsub.isEmulator : options.pullApi === 'streaming';
  const open = isStream ? openStreamingPull : openUnaryPull;
  const count = isStream ? Math.min(options.streams ?? 1, options.maxMessages) : 1;
  const share = {
    maxMessages: Math.ceil(options.maxMessages / count),
    maxBytes: Math.ceil(options.maxBytes / count),
  };
  const receivers = Array.from({ length: count }, () =>
    open(pubsub, { ...options, ...share, onArrival }, failures),
  );
  const closed = Promise.all(receivers.map((receiver) => receiver.closed));

  const stopPulling = (): void => {
    draining = true;
    for (const receiver of receivers) receiver.stop();
  };
  const drain = async (timeoutMs: number): Promise<void> => {
    stopPulling();
    if (await endsWithin(clock, timeoutMs, closed)) return;
    if (held.size > 0) log.warn({ held: held.size }, 'not finished in time: handing the rest back');
    for (const [id, messages] of [...held]) for (const arrivals of messages) release(id, arrivals, 'nack');
    if (!(await endsWithin(clock, LAST_WAIT_MS, closed))) {
      log.warn('Pub/Sub has not been told of everything that is done; it will deliver that again');
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
