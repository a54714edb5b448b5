/** Explains from an emulator's output why it did not come up, or ended. */
import { ExitCode, ExplainedError } from '../functions/common/process/exit-codes.ts';
import { OLDEST_JAVA } from './find-java.ts';

const TAIL_LINES = 15;

/** The end of a log, as much as helps. */
export function tail(output: string): string {
  const lines = output.trimEnd().split('\n');
  return lines
    .slice(-TAIL_LINES)
    .map((line) => `  | ${line}`)
    .join('\n');
}

/** Whether another process took the port between our look at it and the emulator's. */
export function lostItsPort(output: string): boolean {
  return /Address already in use|port is already allocated|is not open on|BindException/i.test(output);
}

/**
 * The error for an emulator that did not come up, or ended.
 * @param what the emulator, as people call it
 * @param how how it failed, as the end of the sentence "The emulator …"
 */
export function explainFailure(what: string, how: string, output: string): ExplainedError {
  const [, needed, has] =
    /UnsupportedClassVersionError.*?class file version (\d+).*?up to (\d+)/s.exec(output) ?? [];
  // Class file version 44 + n belongs to Java n (The Java Virtual Machine Specification, table 4.1-A).
  if (needed !== undefined && has !== undefined)
    return new ExplainedError(
      `The ${what} emulator needs Java ${Number(needed) - 44} or newer, but Java ${Number(has) - 44} is installed. ` +
        'Install a newer Java (https://adoptium.net) and set JAVA_HOME to it.',
      ExitCode.unavailable,
    );
  const [, firebaseJava] = /Java version (?:before|lower than|below) (\d+)/i.exec(output) ?? [];
  if (firebaseJava !== undefined)
    return new ExplainedError(
      `The ${what} emulator needs Java ${firebaseJava} or newer (Java ${OLDEST_JAVA} suffices for older releases only). ` +
        'Install it (https://adoptium.net) and set JAVA_HOME to it.',
      ExitCode.unavailable,
    );
  if (/OutOfMemoryError/.test(output)) return heapFull(what);
  const said = output.trim() === '' ? 'It printed nothing.' : `The end of its log:\n${tail(output)}`;
  return new ExplainedError(`The ${what} emulator ${how}. ${said}`, ExitCode.unavailable);
}

/** Both emulators keep all data that they ever received. */
function heapFull(what: string): ExplainedError {
  const [variable, keeps] =
    what === 'Firestore'
      ? ['FIRESTORE_EMULATOR_HEAP_MB', 'every version of every document']
      : ['PUBSUB_EMULATOR_HEAP_MB', 'every message, acknowledged or not'];
  return new ExplainedError(
    `The ${what} emulator ended because its heap is full: it keeps ${keeps}. All its data is lost. ` +
      `Start again with a larger ${variable} (megabytes), or with \`--engine local\`, which keeps only the data still needed.`,
    ExitCode.unavailable,
  );
}
