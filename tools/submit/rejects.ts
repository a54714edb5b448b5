/** Writes the rows that cannot be used, with the reasons, one JSON object a line. */
import { closeSync, fstatSync, ftruncateSync, writeSync } from 'node:fs';
import { ExitCode, ExplainedError } from '../../functions/common/process/exit-codes.ts';
import { systemReason } from '../../functions/common/process/system-reason.ts';
import type { RejectedRow } from './batches.ts';
import { inputMessages } from './messages.ts';
import { isLink, openOwnFile } from './own-file.ts';
import { SubmittingFailed } from './send.ts';

export interface Rejects extends Disposable {
  /** @throws SubmittingFailed when the file cannot take all of them, for example because the disk is full */
  write(rejected: readonly RejectedRow[]): void;
  /** How long the file is, in bytes. */
  readonly bytes: () => number;
}

/**
 * Opens the file of rejects.
 * @param path undefined for none
 * @param keep how many bytes of an earlier run are kept; 0 empties the file
 * @throws ExplainedError with exit code 2 when it cannot be written
 */
export function openRejects(path: string | undefined, keep: number): Rejects {
  if (path === undefined)
    return { write: () => undefined, bytes: () => 0, [Symbol.dispose]: () => undefined };
  let file: number;
  let bytes = 0;
  try {
    file = openOwnFile(path);
    bytes = Math.min(keep, fstatSync(file).size);
    ftruncateSync(file, bytes);
  } catch (error) {
    if (isLink(error))
      throw new ExplainedError(inputMessages.rejectsIsLink(path), ExitCode.usage, { cause: error });
    const isFolderMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const reason = isFolderMissing ? 'there is no such folder' : systemReason(error);
    throw new ExplainedError(inputMessages.rejectsUnwritable(path, reason), ExitCode.usage, { cause: error });
  }
  return {
    write(rejected) {
      const lines = rejected.map(
        ({ row, errors }) => `${JSON.stringify({ place: row.place, errors, fields: row.fields })}\n`,
      );
      const text = Buffer.from(lines.join(''));
      try {
        writeAll(file, text, bytes);
      } catch (error) {
        throw new SubmittingFailed(
          inputMessages.rejectsUnwritable(path, systemReason(error)),
          ExitCode.unavailable,
        );
      }
      bytes += text.length;
    },
    bytes: () => bytes,
    [Symbol.dispose]: () => closeSync(file),
  };
}

/** Writes all bytes. A disk that is nearly full accepts a part of a write, and refuses only the next. */
function writeAll(file: number, bytes: Buffer, position: number): void {
  for (let done = 0; done < bytes.length; )
    done += writeSync(file, bytes, done, bytes.length - done, position + done);
}
