/** Writes the rows that cannot be used, with the reasons, one JSON object a line. */
import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import type { RejectedRow } from './batches.ts';
import { unreadable } from './open-input.ts';

export interface Rejects extends Disposable {
  write(rejected: readonly RejectedRow[]): void;
  /** How long the file is, in bytes. */
  readonly bytes: () => number;
}

/**
 * Opens the file of rejects.
 * @param path undefined for none
 * @param keep how many bytes of an earlier run are kept; 0 begins anew
 * @throws ExplainedError with exit code 2 when it cannot be written
 */
export function openRejects(path: string | undefined, keep: number): Rejects {
  if (path === undefined)
    return { write: () => undefined, bytes: () => 0, [Symbol.dispose]: () => undefined };
  let file: number;
  let bytes = 0;
  try {
    // Not 'a': it would write at the end, whatever is cut off before.
    file = openSync(path, keep > 0 && existsSync(path) ? 'r+' : 'w');
    bytes = Math.min(keep, fstatSync(file).size);
    ftruncateSync(file, bytes);
  } catch (error) {
    return unreadable(path)(error);
  }
  return {
    write(rejected) {
      for (const { row, errors } of rejected) {
        const line = Buffer.from(`${JSON.stringify({ place: row.place, errors, fields: row.fields })}\n`);
        bytes += writeSync(file, line, 0, line.length, bytes);
      }
    },
    bytes: () => bytes,
    [Symbol.dispose]: () => closeSync(file),
  };
}
