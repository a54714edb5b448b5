/**
 * Delivers ready messages to takers: open streams and waiting pulls. Streams take turns, and none gets more
 * than its flow control allows. A message counts against the flow control from its delivery until its lease
 * ends, by an ack, a nack or expiry.
 *
 * Takers are served when a message becomes ready, when a lease ends, and when a slow reader has caught up.
 * All deliveries of one turn of the event loop are made together.
 */
import type { Clock, Timer } from '../../../functions/common/process/runtime.ts';
import type { Broker } from './broker.ts';
import { limits } from './messages.ts';
import type { QueuedMessage } from './subscription.ts';

/** A receiver of messages: a stream, or a pull that waits. */
export interface Taker {
  readonly subscription: string;
  readonly leaseSeconds: () => number | undefined;
  /** The most messages, and bytes of them, under lease at a time. */
  readonly most: { readonly messages: number; readonly bytes: number };
  /** @returns whether it takes more at once; if not, it calls `wake` later */
  readonly take: (entries: readonly QueuedMessage[]) => boolean;
}

/** Disposing of it cancels its timer, which would keep the process alive for as long as a lease. */
export interface Dispatcher extends Disposable {
  /** Messages may be ready. */
  readonly ready: (subscription: string) => void;
  /** Adds a taker. @returns functions that remove it, and that wake it after it was full */
  readonly add: (taker: Taker) => { readonly wake: () => void; readonly remove: () => void };
  /** Sets the timer for the next `due` of the broker. Call it after every change that may move it. */
  readonly watch: () => void;
}

/** The most messages in one response of a stream, so that takers take turns. */
const MESSAGES_A_TURN = 200;

interface Waiting {
  readonly taker: Taker;
  messages: number;
  bytes: number;
  isFull: boolean;
}

/** @param brokerOf gives the broker, which is made with `ready` and so after this */
export function createDelivery(brokerOf: () => Broker, clock: Clock): Dispatcher {
  const waiting = new Map<string, Waiting[]>();
  const due = new Set<string>();
  let timer: { readonly at: number; readonly timer: Timer } | undefined;

  const ready = (subscription: string): void => {
    if (!waiting.has(subscription)) return;
    if (due.size === 0) setImmediate(deliverDue);
    due.add(subscription);
  };

  const deliverDue = (): void => {
    const subscriptions = [...due];
    due.clear();
    for (const subscription of subscriptions) deliver(subscription);
    watch();
  };

  const deliver = (subscription: string): void => {
    const takers = waiting.get(subscription) ?? [];
    for (let isMoving = true; isMoving && brokerOf().readyCount(subscription) > 0; ) {
      isMoving = false;
      for (const one of [...takers]) if (turn(one)) isMoving = true;
    }
    // The next turn begins with another.
    const first = takers.shift();
    if (first !== undefined) takers.push(first);
  };

  const turn = (one: Waiting): boolean => {
    const { taker } = one;
    const room = { messages: taker.most.messages - one.messages, bytes: taker.most.bytes - one.bytes };
    if (one.isFull || room.messages <= 0 || room.bytes <= 0) return false;
    const { subscription } = taker;
    const entries = brokerOf().pull(
      subscription,
      { messages: Math.min(room.messages, MESSAGES_A_TURN), bytes: room.bytes },
      {
        seconds: taker.leaseSeconds(),
        holder: {
          released(entry) {
            one.messages -= 1;
            one.bytes -= entry.message.bytes;
            ready(subscription);
          },
        },
      },
    );
    if (entries.length === 0) return false;
    one.messages += entries.length;
    one.bytes += entries.reduce((sum, { message }) => sum + message.bytes, 0);
    one.isFull = !taker.take(entries);
    return true;
  };

  const watch = (): void => {
    const at = brokerOf().due();
    if (timer !== undefined && timer.at <= at) return;
    timer?.timer.cancel();
    timer = undefined;
    if (at === Number.POSITIVE_INFINITY) return;
    const wait = Math.max(1, at - clock.now());
    timer = {
      at,
      timer: clock.after(wait, () => {
        timer = undefined;
        brokerOf().tick();
        watch();
      }),
    };
  };

  return {
    ready,
    watch,
    [Symbol.dispose]: () => timer?.timer.cancel(),
    add(taker) {
      const one: Waiting = { taker, messages: 0, bytes: 0, isFull: false };
      const takers = waiting.get(taker.subscription) ?? [];
      waiting.set(taker.subscription, takers);
      takers.push(one);
      ready(taker.subscription);
      return {
        wake() {
          one.isFull = false;
          ready(taker.subscription);
        },
        remove() {
          const at = takers.indexOf(one);
          if (at >= 0) takers.splice(at, 1);
        },
      };
    },
  };
}

/** The most bytes that one pull returns. */
export const PULL_BYTES = limits.requestBytes;
