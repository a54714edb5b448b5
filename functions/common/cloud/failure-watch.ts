/** Remembers for how long a subscription has been failing. */
import type { Log } from '../process/log.ts';
import type { Clock } from '../process/runtime.ts';

export interface FailureWatch {
  /** Notes a failure. A failure that repeats is logged once as a warning. */
  readonly note: (error: Error) => void;
  /** Notes that the subscription works. */
  readonly clear: () => void;
  /** For people; empty when it works, or has not failed for long. */
  readonly problems: () => readonly string[];
}

/** A subscription that keeps failing for this long makes the daemon unhealthy. */
const UNHEALTHY_AFTER_MS = 60_000;
/** A subscription that has not failed for this long has recovered, even if it had no message to show it. */
const RECOVERED_AFTER_MS = 10_000;

export function watchFailures(subscription: string, log: Log, clock: Clock): FailureWatch {
  let failure: { readonly since: number; readonly last: number; readonly message: string } | undefined;
  const isFailing = (): boolean =>
    failure !== undefined && clock.monotonic() - failure.last < RECOVERED_AFTER_MS;
  return {
    note(error) {
      // A failing call is retried every second and fails for the same reason each time, so the warning is
      // logged once.
      log[isFailing() ? 'debug' : 'warn'](
        { err: error, subscription },
        'the subscription cannot be read; retrying, and its messages wait in Pub/Sub',
      );
      const now = clock.monotonic();
      failure = {
        since: isFailing() && failure !== undefined ? failure.since : now,
        last: now,
        message: error.message,
      };
    },
    clear() {
      failure = undefined;
    },
    problems: () =>
      failure !== undefined && isFailing() && failure.last - failure.since > UNHEALTHY_AFTER_MS
        ? [`subscription ${subscription} cannot be read: ${failure.message}`]
        : [],
  };
}
