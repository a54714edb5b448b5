/** The interface between a subscriber and the way in which messages arrive: by a stream or by unary pull. */
import type { Log } from '../process/log.ts';
import type { Clock } from '../process/runtime.ts';
import type { Attributes } from './attributes.ts';

/** One delivery of a message. Its lease is renewed until it is settled. */
export interface Arrival {
  readonly id: string;
  readonly publishTime: Date;
  readonly data: Buffer;
  readonly attributes: Attributes;
  readonly attempt: number;
  /** Called once. */
  readonly settle: (how: 'ack' | 'nack') => void;
}

export interface ReceiverOptions {
  readonly subscription: string;
  /**
   * The most messages that arrive before some are settled, at least 1: the window of a slow start grows up to
   * this.
   */
  readonly maxMessages: number;
  /** The most bytes of them. */
  readonly maxBytes: number;
  /** How long a lease is, in seconds (10 to 600). */
  readonly leaseSeconds: number;
  /**
   * The least time between two pull requests, in milliseconds, for messages that wait for others anyway. A
   * stream ignores it.
   */
  readonly pauseMs?: number;
  readonly log: Log;
  readonly clock: Clock;
  /** Called for each; must not throw. */
  readonly onArrival: (arrival: Arrival) => void;
}

export interface Receiver {
  /** Requests no more messages from Pub/Sub; those on their way may still arrive. */
  readonly stop: () => void;
  /** Resolves, after `stop`, when every arrival is settled and Pub/Sub has received that. */
  readonly closed: Promise<void>;
}
