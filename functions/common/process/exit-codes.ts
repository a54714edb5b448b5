/**
 * The exit codes of every process: one meaning each, from sysexits.h and the shells where they have a word
 * for the case. The table for people is docs/exit-codes.md. A script decides by them: 69, 75 and 130 are
 * worth another try, 2, 65 and 78 need a person first.
 */
export const ExitCode = {
  /** All that was asked for is done; also a stop that was asked for of what runs until it is stopped. */
  ok: 0,
  /** An internal error, or a check that failed: counts that differ, posts that were not saved. */
  failed: 1,
  /** The command line is wrong; so is one that names a file that cannot be read. */
  usage: 2,
  /**
   * The data is wrong, in whole or in part, or holds nothing: rejected posts, a broken file, an unknown id.
   */
  data: 65,
  /** Something the process needs is not there: an emulator, a free port, room on a disk, Google Cloud. */
  unavailable: 69,
  /** Draining took longer than allowed. Messages in flight will be redelivered. */
  drainTimedOut: 75,
  /** A setting is wrong, or a service refuses what the settings say: an address, a key. */
  config: 78,
  /** A signal ended it before it was done. */
  interrupted: 130,
} as const;

/**
 * The exit code of a process ended by a repeated signal, after the shells' custom: 128 and the signal's
 * number.
 */
export function forcedExitCode(signal: 'SIGHUP' | 'SIGINT' | 'SIGTERM'): number {
  return 128 + { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }[signal];
}

/**
 * An error that a person can fix: its message is shown without a stack, and the process ends with `exitCode`.
 */
export class ExplainedError extends Error {
  override readonly name = 'ExplainedError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
