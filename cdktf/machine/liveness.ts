/**
 * Whether a machine is worth replacing. It is when a daemon hangs: it takes a connection and answers nothing,
 * for minutes. It is not while a daemon says what is wrong, or is started again and again by systemd: then it
 * lacks something that another machine would lack too.
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
        .map(([daemon]) => `${daemon}: takes connections, and has answered none for 2 minutes`),
  };
}
