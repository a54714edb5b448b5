/**
 * Opens the files that `npm run submit` writes beside the inputs. They hold text of senders, so only their
 * owner may read them. Others who may write into the folder could place a link there, so links are never
 * followed.
 */
import { constants, fchmodSync, fstatSync, openSync } from 'node:fs';

/** Read and write for the owner. */
const OWNER_ONLY = 0o600;

/**
 * Opens a file for reading and writing, and creates it where there is none. A file that is there keeps its
 * bytes, and loses the permissions of others.
 * @returns its descriptor
 * @throws ELOOP when the path is a symbolic link
 */
export function openOwnFile(path: string): number {
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, OWNER_ONLY);
  if (fstatSync(file).isFile()) fchmodSync(file, OWNER_ONLY);
  return file;
}

/**
 * Opens a file for reading.
 * @returns its descriptor
 * @throws ELOOP when the path is a symbolic link
 */
export function openWithoutLink(path: string): number {
  return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
}

/** Whether opening failed because the path is a symbolic link. */
export function isLink(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ELOOP';
}
