/** The exit codes of every process, after sysexits.h where it has a word for the case. */
export const ExitCode = {
  ok: 0,
  /** Ran, but not everything went well: rejected input, posts not saved. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** Something the process needs is not there: an emulator, a free port, Google Cloud. */
  unavailable: 69,
  /** A fault of ours: an exception nobody caught. */
  software: 70,
  /** Draining took longer than allowed; what was held will be redelivered. */
  drainTimedOut: 75,
  /** The configuration is wrong. */
  config: 78,
} as const;

/** The exit code of a process ended by a repeated signal, after the shells' custom: 128 and the signal's number. */
export function forcedExitCode(signal: 'SIGHUP' | 'SIGINT' | 'SIGTERM'): number {
  return 128 + { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }[signal];
}

/** An error that a person can mend: its message is shown without a stack, and the process ends with `exitCode`. */
export class ExplainedError extends Error {
  override readonly name = 'ExplainedError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
