/**
 * How many messages a process holds: few at first, and one more for each that it acked, so that the number
 * doubles from window to window (as TCP begins: RFC 5681, section 3.1).
 *
 * A process that dies of what it holds, most often of its memory, is started again and gets the same messages
 * again, and each time counts as a delivery attempt; after the last one Pub/Sub takes them for dead. By a
 * slow start each life acks about as many messages as it dies with, those that came before first of all, so
 * that a good message is not among the dead for long.
 */

/** Less than a saver's batch, so that the first one is small. */
const FIRST = 100;

export interface SlowStart {
  /** The most messages to hold now. */
  readonly window: () => number;
  /** A message was acked. */
  readonly acked: () => void;
}

/** @param most the window grows up to this, at least 1 */
export function createSlowStart(most: number): SlowStart {
  let window = Math.min(FIRST, most);
  return {
    window: () => window,
    acked() {
      if (window < most) window += 1;
    },
  };
}
