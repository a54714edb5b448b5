/** Translates the operating system's error codes about files into words. */
import { messageOf } from '../domain/error-message.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EEXIST: 'there is a file of that name',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'you have no permission for it',
  EPERM: 'you have no permission to change it',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your disk quota is used up',
  EFBIG: 'the file would become too large',
  EROFS: 'the disk is read-only',
  EMFILE: 'too many files are open',
  ELOOP: 'it is a symbolic link, which is not followed, or its links lead in a circle',
  EIO: 'the disk reports an error',
  ENAMETOOLONG: 'its name is too long',
};

/** The reason of an error, without a library's or the system's own words where ours are known. */
export function systemReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return reasons[code] ?? messageOf(error);
}
