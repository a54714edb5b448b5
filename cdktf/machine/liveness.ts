/**
 * Decides whether to replace a machine. It is replaced when a daemon hangs: the daemon accepts connections
 * and answers nothing, for minutes. It is kept while a daemon reports a fault, or while systemd restarts it
 * again and again: the cause would be the same on another machine.
 */

/** The outcome of a request for a daemon's health. */
export type Answer = 'answered' | 'refused' | 'silent';

/**
 * Shorter than the group's health check allows, which adds five minutes; longer than any pause for collecting
 * garbage.
 */
const HANGS_AFTER_MS = 120_000;

export interface Liveness {
  readonly note: (daemon: string, answer: Answer) => void;
  /** The daemons that hang. */
  readonly problems: () => readonly string[];
}

/** @param now a monotonic clock, in milliseconds */
export function createLiveness(now: () => number): Liveness {
  const silentSince = new Map<string, number>();
  return {
    note(daemon, answer) {
      if (answer !== 'silent') silentSince.delete(daemon);
      else if (!silentSince.has(daemon)) silentSince.set(daemon, now());
    },
    problems: () =>
      [...silentSince]
        .filter(([, since]) => now() - since >= HANGS_AFTER_MS)
        .map(([daemon]) => `${daemon}: accepts connections, but has answered no request for 2 minutes`),
  };
}
