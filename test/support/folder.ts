/** Folders for the files of a test. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** For `rm`: a process that has just been killed may still add a file, so that a folder is not empty. */
export const REMOVE_ALL = { recursive: true, force: true, maxRetries: 10, retryDelay: 50 } as const;

export interface Folder extends AsyncDisposable {
  readonly path: string;
  /** The path of a file in it; creates nothing. */
  readonly file: (name: string) => string;
}

/** Makes an empty folder. Disposal removes it with its content. */
export async function temporaryFolder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'entity-pipeline-test-'));
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.asyncDispose]: () => rm(path, REMOVE_ALL),
  };
}
