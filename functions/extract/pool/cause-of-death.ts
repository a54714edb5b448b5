/** Why a pool process ended, and how often a text may be there when it happens. Pure. */

import { messageOf } from '../../common/domain/error-message.ts';

export type CauseOfDeath = {
  /** `idle`: it had ended before it was given anything. */
  readonly kind: 'timeout' | 'memory' | 'killed' | 'crash' | 'idle';
  /** For people: `SIGKILL`, `exit code 1`. */
  readonly how: string;
};

/**
 * V8 ends a process that has no heap left by abort (SIGABRT), or by a trap instruction where built so; shells
 * report 134.
 */
const OUT_OF_MEMORY = ['SIGABRT', 'SIGTRAP', 'SIGILL', 'exit code 134'];

/**
 * The error that `workerpool` reports for a process that ended between two batches, or whose channel was
 * found closed when a batch was sent.
 */
const IDLE = /^Worker is terminated|ERR_IPC_CHANNEL_CLOSED|[Cc]hannel closed/;

/**
 * Reads why a process ended from the error of `workerpool`. Only its message has the exit code and the
 * signal.
 * @param timedOut whether this program ended it, because a text took too long
 */
export function causeOfDeath(error: unknown, timedOut: boolean): CauseOfDeath {
  const message = messageOf(error);
  const signal = /signalCode: `(SIG\w+)`/.exec(message)?.[1];
  const exitCode = /exitCode: `(\d+)`/.exec(message)?.[1];
  if (IDLE.test(message)) return { kind: 'idle', how: message };
  const how = signal ?? (exitCode === undefined ? message.split('\n', 1)[0] : `exit code ${exitCode}`) ?? '';
  if (timedOut) return { kind: 'timeout', how };
  if (OUT_OF_MEMORY.includes(how)) return { kind: 'memory', how };
  if (signal === 'SIGKILL' || signal === 'SIGTERM') return { kind: 'killed', how };
  return { kind: 'crash', how };
}

/**
 * The number of processes that end on one text before the text is given up. Timeouts, exhausted memory and
 * crashes repeat when the text is at fault, so twice is enough. A process killed from outside says little
 * about the text (the kernel may have run out of memory), so it takes many more to blame the text.
 */
export function crashLimit(cause: CauseOfDeath): number {
  return cause.kind === 'killed' ? 12 : 2;
}
