/** Standard output of command lines that print as they go. */
import { ExitCode } from './exit-codes.ts';
import type { Log } from './log.ts';

/**
 * Ends the process when its standard output can take no more: without a word when whoever read it has enough, as `head` has, and with exit
 * code 1 and the reason for everything else, a full disk for example.
 */
export function endWithOutput(log: Log): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(ExitCode.ok);
    log.error(`Cannot write to standard output: ${error.message}. What stands there is incomplete.`);
    process.exit(ExitCode.failed);
  });
}
