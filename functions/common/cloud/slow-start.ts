/**
 * How many messages a process holds: few at first, and one more for each that it acked, so that the number
 * doubles from window to window (as TCP begins: RFC 5681, section 3.1).
 *
 * A process that runs out of memory is restarted and gets the same messages again. Each time counts as a
 * delivery attempt, and after the last attempt Pub/Sub moves them to dead letters. With a slow start a
 * process acks about as many messages as it holds when it dies. So a good message is acked in one of the next
 * lives, long before its last attempt.
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
