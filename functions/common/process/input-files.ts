/**
 * Input files of command lines: paths as arguments, `-` for standard input. `tools/submit` opens its many
 * formats itself.
 */
import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { type ReadRecord, readPostRecords } from '../domain/post-records.ts';
import { ExitCode, ExplainedError } from './exit-codes.ts';
import { systemReason } from './system-reason.ts';

/** The argument that means standard input. */
export const STDIN = '-';

/**
 * Checks that files are readable, before any work is started for them.
 * @throws ExplainedError with exit code 2 for the first that is not
 */
export async function checkInputFiles(files: readonly string[]): Promise<void> {
  for (const file of files) {
    if (file === STDIN) continue;
    await access(file, constants.R_OK).catch(unreadable(file));
    if ((await stat(file)).isDirectory()) unreadable(file)(Object.assign(new Error(), { code: 'EISDIR' }));
  }
}

/** Reads a file, or standard input, as bytes. Reading on may throw an ExplainedError with exit code 2. */
async function* readInputFile(file: string): AsyncGenerator<Buffer> {
  const stream: AsyncIterable<Buffer> = file === STDIN ? process.stdin : createReadStream(file);
  try {
    for await (const chunk of stream) yield chunk;
  } catch (error) {
    unreadable(file)(error);
  }
}

/** A record with its place in the input, for a person to find it. */
export type PlacedRecord = ReadRecord & { readonly place: string };

/** Reads the posts of JSON lines files, in order and in constant memory. */
export async function* readPostFiles(files: readonly string[]): AsyncGenerator<PlacedRecord> {
  for (const file of files) {
    for await (const record of readPostRecords(readInputFile(file)))
      yield { ...record, place: file === STDIN ? `line ${record.line}` : `${file}:${record.line}` };
  }
}

/** The error for a file of the command line that cannot be read. */
export function cannotRead(file: string, error: unknown): ExplainedError {
  return new ExplainedError(`Cannot read ${file}: ${systemReason(error)}.`, ExitCode.usage, { cause: error });
}

function unreadable(file: string): (error: unknown) => never {
  return (error) => {
    throw cannotRead(file, error);
  };
}
