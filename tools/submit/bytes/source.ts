/**
 * Where bytes come from: a file, an entry of an archive, or standard input. Unpacking and decoding are left
 * to others.
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { ExitCode, ExplainedError } from '../../../functions/common/process/exit-codes.ts';
import { systemReason } from '../../../functions/common/process/system-reason.ts';
import { inputMessages } from '../messages.ts';

export interface Source {
  /** How people know it. */
  readonly name: string;
  /** The path within the input, for an input that holds several sources. */
  readonly file: string | undefined;
  /** The folder it lies in: texts without a publication of their own are named for it. */
  readonly folder: string | undefined;
  /** Bytes on disk; undefined where that cannot be known. */
  readonly size: number | undefined;
  /** The file itself, for readers that jump to and fro in it. */
  readonly path: string | undefined;
  /** Its bytes from an offset on. Standard input can be read once, from its beginning. */
  readonly read: (from?: number) => AsyncIterable<Buffer>;
}

export const STDIN = '-';
const CHUNK_BYTES = 64 * 1024;

/** A file on disk. */
export async function fileSource(path: string, file?: string): Promise<Source> {
  const { size } = await stat(path).catch(unreadable(path));
  return {
    name: path,
    file,
    folder: basename(resolve(dirname(path))),
    size,
    path,
    read: (from = 0) => readFile(path, from),
  };
}

/** Standard input. */
export function stdinSource(): Source {
  return {
    name: 'standard input',
    file: undefined,
    folder: undefined,
    size: undefined,
    path: undefined,
    read: () => process.stdin,
  };
}

async function* readFile(path: string, from: number): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, { start: from, highWaterMark: CHUNK_BYTES });
  } catch (error) {
    unreadable(path)(error);
  }
}

/** For `catch`: says in words why a path cannot be read. */
export function unreadable(path: string): (error: unknown) => never {
  return (error) => {
    throw new ExplainedError(inputMessages.unreadable(path, systemReason(error)), ExitCode.usage, {
      cause: error,
    });
  };
}
