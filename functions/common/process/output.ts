/** Standard output of command lines that print as they go. */
import { once } from 'node:events';
import { ExitCode } from './exit-codes.ts';
import type { Log } from './log.ts';
import { systemReason } from './system-reason.ts';

/**
 * Ends the process when its standard output can take no more. If the reader has enough, as `head` does, the
 * process ends silently. For any other reason, a full disk for example, it ends with exit code 69 and the
 * reason.
 */
export function endWithOutput(log: Log): void {
  whenOutputEnds(log, (exitCode) => process.exit(exitCode));
}

export interface Output {
  /**
   * Writes a line, and resolves when there is room for another. Writes nothing once standard output takes no
   * more.
   */
  readonly print: (line: string) => Promise<void>;
  /** Aborted when standard output takes no more. */
  readonly ended: AbortSignal;
  /** The exit code that goes with that, as with `endWithOutput`; undefined before. */
  readonly exitCode: () => number | undefined;
}

/**
 * Standard output for a command that has to finish some work before it ends.
 * @param stopping when it is aborted, a slow reader is not waited for any longer
 */
export function openOutput(log: Log, stopping: AbortSignal): Output {
  const end = new AbortController();
  let endedWith: number | undefined;
  whenOutputEnds(log, (exitCode) => {
    endedWith ??= exitCode;
    end.abort();
  });
  return {
    async print(line) {
      if (endedWith !== undefined || process.stdout.write(`${line}\n`)) return;
      const noLonger = AbortSignal.any([end.signal, stopping]);
      await once(process.stdout, 'drain', { signal: noLonger }).catch(() => undefined);
    },
    ended: end.signal,
    exitCode: () => endedWith,
  };
}

function whenOutputEnds(log: Log, end: (exitCode: number) => void): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') {
      end(ExitCode.ok);
      return;
    }
    log.error(`Cannot write to standard output: ${systemReason(error)}. The output is incomplete.`);
    end(ExitCode.unavailable);
  });
}
